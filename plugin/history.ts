import type { Page } from './page.js'

/** The URL in the address bar, without the part that only scrolls. */
export const here = (): string => location.pathname + location.search

/** Pages that were shown as other URLs are not on the client: what goes back and forward to them is loaded then. */
export function registerHistory(page: Page): void {
  const reload = () => location.reload()
  addEventListener('popstate', ({ state }) => {
    if (state?.by) import('./params.js').then(({ goTo }) => goTo(page, state), reload)
  })
}

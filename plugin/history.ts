import type { Page } from './page.js'

/** The URL in the address bar, without the part that only scrolls. */
export const here = (): string => location.pathname + location.search

/** Pages that were shown as other URLs are not on the client: going back or forward to one loads it, or visits it. */
export function registerHistory(page: Page): void {
  addEventListener('popstate', ({ state }) => {
    if (!page.visit && state?.hyper && here() !== page.shown) location.reload()
  })
}

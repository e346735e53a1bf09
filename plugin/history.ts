import type { Page } from './page.js'

/** The URL in the address bar, without the part that only scrolls. */
export const here = (): string => location.pathname + location.search

/**
 * Pages that were shown as other URLs are not on the client: going back or forward to one asks the server for what its
 * query changes, visits it, or loads it.
 */
export function registerHistory(page: Page): void {
  const reload = () => location.reload()
  addEventListener('popstate', ({ state }) => {
    if (!state?.hyper || here() === page.shown) return
    if (state.params?.of === page.url)
      import('./params.js').then(({ recall }) => recall(page, state.params.source), reload)
    else if (!page.visit) reload()
  })
}

import type { Page } from './page.js'

/** The URL in the address bar, without the part that only scrolls. */
export const here = (): string => location.pathname + location.search

/** How the page gets back to an entry of the history that it made itself. */
export interface Entry {
  /** Its server is asked for what the query says, for an element; `x-url` alone does it; or the page is loaded. */
  readonly by?: { readonly source: string } | 'page' | 'load'
}

/** The page itself goes to an entry that differs only in its query, and is not there yet. */
export function isOwn(page: Page, state: Entry | null): boolean {
  const { by = 'load' } = state ?? {}
  return by !== 'load' && location.pathname === new URL(page.url).pathname && here() !== page.shown
}

/** Pages that were shown as other URLs are not on the client: visits go back and forward to them, or they are loaded. */
export function registerHistory(page: Page): void {
  const reload = () => location.reload()
  addEventListener('popstate', ({ state }) => {
    const { by } = (state ?? {}) as Entry
    if (isOwn(page, state)) {
      if (typeof by === 'object') import('./params.js').then(({ recall }) => recall(page, by.source), reload)
    } else if (by && !page.visit && here() !== page.shown) reload()
  })
}

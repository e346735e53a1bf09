import { here } from './history.js'
import type { Page } from './page.js'

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

import { here } from './history.js'
import { idOf } from './id.js'
import type { Page } from './page.js'
import { tellUrl } from './tell-url.js'

export interface ShowOptions {
  /** As a new entry of the history. */
  readonly push: boolean
  /** Back and forward load the page, or call its params handler; else they are left to `x-url`. */
  readonly by?: 'load' | 'params'
}

/** Shows another URL in the address bar, and notes on the entries of the history how the page gets back to them. */
export function showUrl(page: Page, source: Element, url: string, { push, by }: ShowOptions): void {
  const state = history.state ?? {}
  // of another page, the same URL is another one
  const params = by === 'params' ? { source: idOf(source), of: page.url } : undefined
  const next = { ...state, hyper: !!by, params }
  if (push) {
    // what was loaded can be rendered again as what follows it
    if (by) history.replaceState({ params, ...state, hyper: state.hyper || true }, '')
    history.pushState(next, '', url)
  } else history.replaceState(by ? next : state, '', url)
  page.shown = here()
  tellUrl(source)
}

import type { Entry } from './entry.js'
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
  const how: Entry['by'] = by === 'params' ? { source: idOf(source) } : (by ?? 'page')
  const next = { ...state, hyper: true, by: how }
  if (push) {
    // what was loaded is rendered again as what follows it
    history.replaceState({ by: how, ...state, hyper: state.hyper || true }, '')
    history.pushState(next, '', url)
  } else history.replaceState(by ? next : state, '', url)
  page.shown = here()
  tellUrl(source)
}

import type { Alpine, Data } from './alpine.js'
import type { Lanes } from './lanes.js'
import type { Ledger } from './ledger.js'

/** What one plugin instance knows of its page; handed to whatever needs it. */
export interface Page {
  readonly Alpine: Alpine
  /** The global store, as it is now: the application may replace it. */
  readonly store: Data
  /** Where named actions are sent: the URL that this page was served from. */
  readonly url: string
  readonly ledger: Ledger
  readonly lanes: Lanes
  /** Shows another URL in the address bar. */
  show(url: { push: string } | { replace: string }): void
}

/** A page shown by `pushUrl` is not on the client any more when the user comes back to it: it is loaded. */
export function createHistory(): Page['show'] {
  const where = () => location.pathname + location.search
  let shown: string | undefined
  return (url) => {
    if (shown === undefined) {
      addEventListener('popstate', () => {
        if (where() !== shown) location.reload()
      })
    }
    if ('push' in url) history.pushState(null, '', url.push)
    else history.replaceState(null, '', url.replace)
    shown = where()
  }
}

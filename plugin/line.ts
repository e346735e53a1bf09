import type { Call } from './call.js'
import type { Page } from './page.js'

/** `x-online` and `x-offline`; and what calls under way do when the network, or the page, goes or comes back. */
export function registerLine({ Alpine, calls, line }: Page): void {
  const all = (act: (call: Call) => unknown) => Alpine.raw(calls).forEach(act)
  for (const name of ['online', 'offline']) {
    Alpine.directive(name, (el, _attribute, { cleanup }) =>
      cleanup(Alpine.bind(el, { 'x-show': () => line.online === (name === 'online') })),
    )
    addEventListener(name, () => {
      line.online = navigator.onLine
      all(({ wake }) => wake?.())
    })
  }
  // an open stream would keep the page from being put aside; what was under way then has no answer any more
  addEventListener('pagehide', () => all(({ request, cut }) => request?.method === 'GET' && cut?.()))
  addEventListener('pageshow', ({ persisted }) => persisted && all(({ cut, wake }) => (wake ?? cut)?.()))
}

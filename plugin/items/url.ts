import { markCurrent } from '../current-links.js'
import { here } from '../history.js'
import type { Applier } from '../items.js'
import { localUrl } from '../local-url.js'

/** The last one of an answer counts, so it waits until the answer is whole. */
export const url: Applier<'url'> = (data, call) => {
  const text = 'push' in data ? data.push : data.replace
  if (text) localUrl(text)
  call.show = () => {
    if (text === false) return
    const { state } = history
    // one that visits know stays theirs
    history.replaceState({ ...state, hyper: state?.hyper ?? true }, '', 'replace' in data ? text : undefined)
    if ('push' in data) history.pushState({ ...state, hyper: true }, '', text)
    call.page.shown = here()
    markCurrent()
  }
}

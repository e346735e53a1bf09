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
    const mark = { ...history.state, hyper: true }
    history.replaceState(mark, '', 'replace' in data ? text : undefined)
    if ('push' in data) history.pushState(mark, '', text)
    call.page.shown = here()
    markCurrent()
  }
}

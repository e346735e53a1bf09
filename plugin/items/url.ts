import type { Call } from '../call.js'
import { here } from '../history.js'
import { idOf } from '../id.js'
import type { Applier } from '../items.js'
import { localUrl } from '../local-url.js'
import { tellUrl } from '../tell-url.js'

/** The last one of an answer counts, so it waits until the answer is whole. */
export const url: Applier<'url'> = (data, call) => {
  const text = 'push' in data ? data.push : data.replace
  if (text) localUrl(text)
  call.show = () => {
    if (text === false) return
    const isPush = 'push' in data
    const { page, source } = call
    // of another page, the same URL is another one
    const params = 'params' in data && { source: idOf(source), of: page.url }
    const state = history.state ?? {}
    // a page that was loaded is rendered again as those that follow it
    const now = { params, ...state, hyper: state.hyper || true }
    const next = { ...state, hyper: true, params }
    history.replaceState(isPush ? now : next, '', isPush ? undefined : text)
    if (isPush) history.pushState(next, '', text)
    show(call)
  }
}

function show({ page, source }: Call): void {
  page.shown = here()
  tellUrl(source)
}

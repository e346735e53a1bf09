import type { Applier } from '../items.js'
import { localUrl } from '../local-url.js'
import { showUrl } from '../show-url.js'

/** The last one of an answer counts, so it waits until the answer is whole. */
export const url: Applier<'url'> = (data, call) => {
  const push = 'push' in data
  const text = push ? data.push : data.replace
  if (text) localUrl(text)
  call.show = () => {
    if (text === false) return
    showUrl(call.page, call.source, text, { push, by: 'params' in data ? 'params' : 'load' })
  }
}

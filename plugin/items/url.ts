import { localUrl } from '../history.js'
import type { Applier } from '../items.js'

/** The last one of an answer counts, so it is kept until the answer is whole. */
export const url: Applier<'url'> = (data, call) => {
  const text = 'push' in data ? data.push : data.replace
  if (text) localUrl(text)
  call.shown = data
}

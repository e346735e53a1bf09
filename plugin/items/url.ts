import type { Applier } from '../items.js'
import { localUrl } from '../local-url.js'

/** The last one of an answer counts, so it is kept until the answer is whole. */
export const url: Applier<'url'> = (data, call) => {
  if ('push' in data) call.shown = data.push === false ? undefined : { push: localUrl(data.push).href }
  else call.shown = { replace: localUrl(data.replace).href }
}

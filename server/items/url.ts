import { type ItemOf, item } from '../item.js'
import { checkUrl } from './redirect.js'

export type Url = ItemOf<'url'>

/** Shows another URL of this origin as a new entry of the history, without loading it; `false` undoes an earlier one of the same answer. */
export function pushUrl(url: string | false): Url {
  return item('url', { push: url && checkUrl(url) } as Url['data'])
}

/** Shows another URL of this origin in the place of the current entry of the history. */
export function replaceUrl(url: string): Url {
  return item('url', { replace: checkUrl(url) })
}

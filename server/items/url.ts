import { type ItemOf, item } from '../item.js'
import { checkUrl } from './redirect.js'

export type Url = ItemOf<'url'>

/** Shows another URL of this origin as a new entry of the history, without loading it; `false` undoes an earlier one of the same answer. */
export function pushUrl(url: string | false): Url {
  return url === false ? none() : item('url', { push: checkUrl(url) })
}

/** Shows another URL of this origin in the place of the current entry of the history; `false` is that of `pushUrl`. */
export function replaceUrl(url: string | false): Url {
  return url === false ? none() : item('url', { replace: checkUrl(url) })
}

function none(): Url {
  return item('url', { push: false })
}

import { type ItemOf, item } from '../item.js'
import { checkUrl } from './redirect.js'

export type Load = ItemOf<'load'>

export interface LoadJsOptions {
  /** Allows another origin. Never pass a URL that came from the user with it. Default `false`. */
  external?: boolean
}

/**
 * Loads a JavaScript module, once per document; the items behind it wait until it has run. One that cannot be loaded, or
 * throws, is reported, and loaded again the next time.
 *
 * @throws TypeError for anything but http(s); when it is answered, for another origin too, unless `external`.
 */
export function loadJs(src: string, options: LoadJsOptions = {}): Load {
  return item('load', { src: checkUrl(src), ...options })
}

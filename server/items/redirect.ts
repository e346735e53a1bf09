import { type ItemOf, item } from '../item.js'

export type Redirect = ItemOf<'redirect'>

export interface RedirectOptions {
  /** Allows another origin. Never pass a URL that came from the user with it. */
  external?: boolean
  /** Take the place of the current entry in the history. */
  replace?: boolean
}

/**
 * Sends the browser to another page. Terminal: what follows is never run.
 *
 * @throws TypeError for anything but http(s); when it is answered, for another origin too, unless `external`.
 */
export function redirect(url: string, options: RedirectOptions = {}): Redirect {
  return item('redirect', { url: checkUrl(url), ...options })
}

/** Refuses what is no web address: `javascript:` in any spelling, for one. */
export function checkUrl(url: string): string {
  const base = 'http://localhost'
  if (!URL.canParse(url, base) || !/^https?:$/.test(new URL(url, base).protocol)) {
    throw new TypeError(`${JSON.stringify(url)} is not an http(s) URL; give a path such as "/todos", or a whole URL`)
  }
  return url
}

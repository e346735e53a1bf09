import { markCurrent } from './current-links.js'
import { dispatch } from './error.js'

/** Tells the page that the address bar shows another URL. */
export function tellUrl(source: Element): void {
  markCurrent()
  dispatch(source, 'hyper:url', { url: location.href })
}

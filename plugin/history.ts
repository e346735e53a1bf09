import type { UrlData } from '../server/wire.js'
import { HyperError } from './error.js'

/** Shows other URLs in the address bar. Their pages are not on the client: going back or forward to one loads it. */
export function createHistory(): (url: UrlData) => void {
  const where = () => location.pathname + location.search
  let shown = where()
  addEventListener('popstate', ({ state }) => state?.hyper && where() !== shown && location.reload())
  return (url) => {
    if ('push' in url && !url.push) return
    const mark = { ...history.state, hyper: true }
    history.replaceState(mark, '', 'replace' in url ? url.replace : undefined)
    if ('push' in url) history.pushState(mark, '', url.push as string)
    shown = where()
  }
}

/** A URL of this origin, read as the browser reads it. @throws HyperError `item` */
export function localUrl(text: string, external?: boolean): string {
  const { protocol, origin, href } = new URL(text, location.href)
  if (/^https?:$/.test(protocol) && (external || origin === location.origin)) return href
  throw new HyperError('item', `"${text}" is of another origin, and not marked as external`)
}

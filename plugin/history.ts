import type { UrlData } from '../server/wire.js'
import { HyperError } from './error.js'

/** Shows another URL in the address bar. */
export function showUrl(url: UrlData): void {
  if ('push' in url) {
    if (url.push) history.pushState(null, '', url.push)
  } else history.replaceState(null, '', url.replace)
  shown()
}

const where = () => location.pathname + location.search

/** A page shown by `pushUrl` is not on the client any more when the user comes back to it: it is loaded. */
function shown(): void {
  const now = where()
  addEventListener('popstate', () => where() !== now && location.reload(), { once: true })
}

/** A URL of this origin, read as the browser reads it. @throws HyperError `item` */
export function localUrl(text: string, external?: boolean): string {
  const { protocol, origin, href } = new URL(text, location.href)
  if (/^https?:$/.test(protocol) && (external || origin === location.origin)) return href
  throw new HyperError('item', `The server named "${text}", which leaves this origin; it was not followed`)
}

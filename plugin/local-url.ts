import { HyperError } from './error.js'

/** A URL of this origin, read as the browser reads it. @throws HyperError `item` */
export function localUrl(text: string, external = false): URL {
  const url = new URL(text, location.href)
  if (/^https?:$/.test(url.protocol) && (external || url.origin === location.origin)) return url
  throw new HyperError(
    'item',
    `The server named the URL "${text}", which leaves this page's origin; it was not followed`,
  )
}

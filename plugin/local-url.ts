import { HyperError } from './error.js'

/** A URL of this origin, read as the browser reads it. @throws HyperError `item` */
export function localUrl(text: string, external?: boolean): string {
  const { protocol, origin, href } = new URL(text, location.href)
  if (/^https?:$/.test(protocol) && (external || origin === location.origin)) return href
  throw new HyperError('item', `"${text}" is of another origin, and not marked as external`)
}

import { hash } from 'node:crypto'
import type Koa from 'koa'
import type { Exchange } from './exchange.js'

/** Characters that take no more memory than a digest does. */
const short = 80

/** What makes two requests the same call: user, method, URL, action and content. */
export function fingerprintOf(ctx: Koa.Context, exchange: Exchange): string {
  const { method } = ctx.req
  // joined, it is one text in memory
  const text = [exchange.scope, method, ctx.originalUrl, exchange.named, contentOf(ctx, exchange)].join('\n')
  const isOurs = exchange.settings.idempotency?.store.isPrivate === true
  // a digest takes longer than all else that is done for a call that comes once
  return isOurs && text.length <= short ? text : digest(text)
}

/** A digest of text that is short, and does not tell the text. */
export function digest(text: string): string {
  return hash('sha256', text, 'base64url')
}

/** A multipart body is what was parsed of it: its boundaries are random. What the application parsed itself counts as JSON. */
function contentOf({ request }: Koa.Context, exchange: Exchange): string {
  if (exchange.content !== undefined) return exchange.content
  const { body, rawBody } = request as { body?: unknown; rawBody?: unknown }
  return typeof rawBody === 'string' ? rawBody : (JSON.stringify(body) ?? '')
}

import { hash } from 'node:crypto'
import type Koa from 'koa'
import type { Exchange } from './exchange.js'

/** What makes two requests the same call: user, method, URL, action and content. */
export function fingerprintOf(ctx: Koa.Context, exchange: Exchange): string {
  const { method } = ctx.request
  return digest(`${exchange.scope}\n${method} ${ctx.originalUrl}\n${exchange.named}\n${contentOf(ctx, exchange)}`)
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

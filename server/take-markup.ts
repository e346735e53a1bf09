import type Koa from 'koa'
import type { Exchange } from './exchange.js'

/** A template's string object as `ctx.body` is text; Koa takes it for JSON. */
export function takeMarkup({ response }: Koa.Context, exchange: Exchange): void {
  const { body } = response
  if (!(body instanceof String)) return
  if (exchange.returned === body) exchange.returned = undefined
  response.remove('Content-Type')
  response.body = String(body)
}

import type Koa from 'koa'
import type { AnyItem, Exchange } from './exchange.js'
import { addressOf } from './items/visit.js'
import { refuseLeaving } from './origin.js'

/** Where an item leads the browser that knows no items; undefined if it leads nowhere else. */
export function destinationOf(ctx: Koa.Context, item: AnyItem | undefined): string | undefined {
  if (item?.kind !== 'redirect' && item?.kind !== 'visit') return undefined
  refuseLeaving(ctx, item)
  return item.kind === 'visit' ? addressOf(item.data) : item.data.url
}

/**
 * What middleware said on `ctx.hyper` of where to go, in the place of a handler that was not reached, or that led
 * nowhere itself.
 */
export function lead(ctx: Koa.Context, exchange: Exchange): void {
  const { call, ran, final } = exchange
  if (!final || exchange.isLed || ctx.respond === false) return
  const isUnanswered = !ran && ctx.status === 404 && ctx.response.body === undefined
  if (call) {
    if (!isUnanswered) return
    exchange.ran = true
    ctx.status = 200
    return
  }
  const url = destinationOf(ctx, final)
  if (url !== undefined && (isUnanswered || ctx.response.get('Location'))) seeOther(ctx, url)
}

export function seeOther(ctx: Koa.Context, to: string): void {
  ctx.redirect(to)
  ctx.status = 303
}

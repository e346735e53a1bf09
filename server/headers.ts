import type Koa from 'koa'
import type { Settings } from './settings.js'
import { varyOnCall } from './vary.js'

/** The headers of every answer of items. */
export function setHeaders(ctx: Koa.Context, { version }: Settings): void {
  const { res } = ctx
  if (res.headersSent) return
  res.setHeader('Content-Type', 'text/event-stream; charset=utf-8')
  res.setHeader('Hyper-Answer', '1')
  res.setHeader('Cache-Control', 'no-store, no-transform')
  res.setHeader('X-Accel-Buffering', 'no')
  varyOnCall(ctx)
  if (version !== undefined) res.setHeader('Hyper-Version', version)
}

/** Those of one that is sent as it comes to be: three heartbeats without a sign of life tell that it was cut. */
export function setStreamHeaders(ctx: Koa.Context, settings: Settings): void {
  setHeaders(ctx, settings)
  if (!ctx.headerSent) ctx.set('Hyper-Heartbeat', String(settings.heartbeat))
}

/** The headers of an answer that the handler gave through Koa: the page learns only that it was an action who did. */
export function setOwnHeaders(ctx: Koa.Context, settings: Settings): void {
  const type = ctx.response.get('Content-Type')
  const cache = ctx.response.get('Cache-Control')
  setHeaders(ctx, settings)
  if (type) ctx.set('Content-Type', type)
  else ctx.remove('Content-Type')
  ctx.set('Cache-Control', cache || 'no-store')
  ctx.remove('X-Accel-Buffering')
}

import type Koa from 'koa'
import { findExchange } from './exchange.js'
import { cancelled } from './lost.js'

export type HttpError = Error & {
  status?: unknown
  statusCode?: unknown
  expose?: boolean
  headers?: Record<string, string>
}

/** Tells the application's `error` listeners, as Koa does; what was thrown and is no Error becomes one. */
export function report(ctx: Koa.Context, thrown: unknown): HttpError {
  const error = isCancel(ctx, thrown)
    ? cancelled()
    : thrown instanceof Error
      ? thrown
      : new Error(`An action threw ${String(thrown)}, which is not an Error`)
  ctx.app.emit('error', error, ctx)
  return error
}

/** What awaits the signal of a call that is cancelled fails, and that is no failure. */
function isCancel(ctx: Koa.Context, thrown: unknown): boolean {
  return findExchange(ctx)?.isCancelled === true && thrown instanceof Error && thrown.name === 'AbortError'
}

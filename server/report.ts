import type Koa from 'koa'

export type HttpError = Error & {
  status?: unknown
  statusCode?: unknown
  expose?: boolean
  headers?: Record<string, string>
}

/** Tells the application's `error` listeners, as Koa does; what was thrown and is no Error becomes one. */
export function report(ctx: Koa.Context, thrown: unknown): HttpError {
  const error = thrown instanceof Error ? thrown : new Error(`An action threw ${String(thrown)}, which is not an Error`)
  ctx.app.emit('error', error, ctx)
  return error
}

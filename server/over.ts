import type Koa from 'koa'
import { exchangeOf } from './exchange.js'
import { report } from './report.js'

/**
 * Closes what a request has opened, such as a temporary file, once nothing works for it any more: its middleware, the
 * generator that streams its answer, and the connection. A client that leaves does not end a handler that finishes.
 */
export function whenOver(ctx: Koa.Context, close: () => Promise<unknown>): void {
  over(ctx)
    .then(close)
    .catch((error) => report(ctx, error))
}

async function over(ctx: Koa.Context): Promise<void> {
  const exchange = exchangeOf(ctx)
  await exchange.work?.catch(() => {}) // Koa answers it
  if (!ctx.res.closed) await new Promise((resolve) => ctx.res.once('close', resolve))
  await exchange.streaming
}

import type Koa from 'koa'
import { answer, answerError } from './answer.js'
import { createHyperContext } from './context.js'
import { type Exchange, openExchange } from './exchange.js'
import { redirect } from './items/redirect.js'
import { isLocal, refuseForeign } from './origin.js'
import { type HyperOptions, settingsOf } from './settings.js'

/**
 * The application's middleware, before its routes: refuses foreign origins, gives `ctx.hyper`, answers calls with what
 * their action returned, and calls that nothing ran with 404.
 */
export function hyper(options: HyperOptions = {}): Koa.Middleware {
  const settings = settingsOf(options)
  return async (ctx, next) => {
    const exchange = openExchange(ctx, settings)
    ctx.hyper = createHyperContext(ctx, exchange)
    refuseForeign(ctx, exchange.call !== undefined, settings.origins)
    if (exchange.call) answerErrors(ctx, exchange)
    await next()
    if (exchange.named !== undefined && !exchange.ran) {
      ctx.throw(404, `${ctx.method} ${ctx.path}: no action is named ${JSON.stringify(exchange.named)} there`)
    }
    if (!exchange.call) return
    takeRedirect(ctx, exchange)
    if (exchange.ran) await answer(ctx, exchange)
  }
}

/** An error ends in Koa's own error path, past the application's error middleware; only its text becomes an answer. */
function answerErrors(ctx: Koa.Context, exchange: Exchange): void {
  const onerror = ctx.onerror
  ctx.onerror = (error: Error | null | undefined) => {
    if (!error || ctx.headerSent || !ctx.writable) onerror.call(ctx, error as Error)
    else answerError(ctx, exchange, error)
  }
}

/** `fetch` would follow it unseen, and bring the login page as if it were the answer. The application chose the URL. */
function takeRedirect(ctx: Koa.Context, exchange: Exchange): void {
  const url = ctx.response.get('Location')
  if (!url || !/^30[12378]$/.test(String(ctx.status))) return
  ctx.remove('Location')
  ctx.body = undefined
  ctx.status = 200
  exchange.ran = true
  exchange.returned = [exchange.returned, redirect(url, { external: !isLocal(ctx, url) })]
}

import type Koa from 'koa'
import { answer, answerError } from './answer.js'
import { offerHyper } from './context.js'
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
    offerHyper(ctx.app)
    const exchange = openExchange(ctx, settings)
    if (exchange.call) answerErrors(ctx, exchange)
    refuseForeign(ctx, exchange.call !== undefined, settings.origins)
    await next()
    if (exchange.call) takeRedirect(ctx, exchange)
    if (exchange.named !== undefined && !exchange.ran && !isRefused(ctx)) {
      ctx.throw(404, `${ctx.method} ${ctx.path}: no action is named ${JSON.stringify(exchange.named)} there`)
    }
    if (exchange.call && exchange.ran) await answer(ctx, exchange)
  }
}

/** Middleware before the action answered with an error of its own, 401 or 429 for example. */
function isRefused(ctx: Koa.Context): boolean {
  return ctx.status >= 400 && ctx.status !== 404
}

/** An error ends in Koa's own error path, past the application's error middleware; only its text becomes an answer. */
function answerErrors(ctx: Koa.Context, exchange: Exchange): void {
  const onerror = ctx.onerror
  ctx.onerror = (error: Error | null | undefined) => {
    if (error && isLeaving(ctx, error)) return
    // Koa calls it without an error once the answer is out; before that, the application threw null
    if (ctx.headerSent || !ctx.writable) onerror.call(ctx, error as Error)
    else answerError(ctx, exchange, error)
  }
}

/** What Koa reports when a client closes its tab in the middle, which is no error. */
function isLeaving(ctx: Koa.Context, error: Error & { code?: unknown }): boolean {
  return error === ctx.req.socket.errored || (ctx.headerSent && error.code === 'ERR_STREAM_PREMATURE_CLOSE')
}

/** `fetch` would follow it unseen, and bring the login page as if it were the answer. The application chose the URL. */
function takeRedirect(ctx: Koa.Context, exchange: Exchange): void {
  const url = ctx.response.get('Location')
  if (!url || !/^30[12378]$/.test(String(ctx.status))) return
  ctx.remove('Location')
  ctx.body = undefined
  ctx.status = 200
  exchange.ran = true
  exchange.returned = [exchange.returned, redirect(url, isLocal(ctx, url) ? {} : { external: true })]
}

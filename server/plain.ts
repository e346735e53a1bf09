import type Koa from 'koa'
import type { AnyItem, Exchange } from './exchange.js'
import { destinationOf, seeOther } from './lead.js'
import { isLocal } from './origin.js'
import { pull } from './pull.js'
import { isToast } from './toasts.js'
import { terminal } from './wire.js'

/**
 * Answers a form or link that was used without JavaScript: the handler's items are for a page that is not there, so
 * success leads to the redirect's URL, else back; refused input lets the page render its form again, with status 422.
 * Toasts wait for the page that is shown next.
 */
export async function answerPlainly(ctx: Koa.Context, exchange: Exchange, next: Koa.Next): Promise<unknown> {
  exchange.isLed = isAnswered(ctx, exchange.returned)
  if (exchange.isLed) return undefined
  // a status alone, such as a hook's 403, is Koa's to put into words
  if (!exchange.returned && ctx.status >= 400) return undefined
  let to: string | undefined
  for await (const item of pull(exchange.returned)) {
    if (isToast(item)) exchange.before.push(item)
    noteErrors(exchange, item)
    to ??= destinationOf(ctx, item)
    exchange.isLed = terminal.has(item.kind)
    if (exchange.isLed) break
  }
  for (const item of [...exchange.before, ...exchange.queued]) noteErrors(exchange, item)
  if (ctx.response.get('Location')) {
    exchange.isLed = true
    return undefined
  }
  if (Object.keys(exchange.errors).length === 0) return leave(ctx, to ?? back(ctx))
  ctx.status = 422
  return next()
}

/** The handler answered by itself, through Koa. */
export function isAnswered(ctx: Koa.Context, returned: unknown): boolean {
  const { body } = ctx.response
  return ctx.respond === false || (body !== undefined && (!returned || returned === body))
}

function noteErrors(exchange: Exchange, { kind, data }: AnyItem): void {
  if (kind === 'errors') exchange.errors = { ...exchange.errors, ...data.fields }
}

function leave(ctx: Koa.Context, to: string | undefined): void {
  if (to === undefined) ctx.status = 204
  else seeOther(ctx, to)
}

/** The page the request came from; a form's own page, if that is not said; never the same GET again. */
function back(ctx: Koa.Context): string | undefined {
  const here = ctx.url
  const referrer = ctx.get('Referer')
  const { pathname, search } = URL.canParse(referrer) ? new URL(referrer) : new URL(here, 'http://localhost')
  const to = referrer && isLocal(ctx, referrer) ? pathname + search : here
  if (ctx.method === 'GET' && to === here) return undefined
  // a path may begin with `//`
  return isLocal(ctx, to) ? to : '/'
}

import type Koa from 'koa'
import { back } from './back.js'
import type { AnyItem, Exchange } from './exchange.js'
import { destinationOf, seeOther } from './lead.js'
import { patchedUrl } from './patched.js'
import { pull } from './pull.js'
import type { Refused } from './refused.js'
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
    to = placeOf(ctx, exchange, item) ?? to
    exchange.isLed = terminal.has(item.kind)
    if (exchange.isLed) break
  }
  for (const item of [...exchange.before, ...exchange.queued]) {
    noteErrors(exchange, item)
    to ??= placeOf(ctx, exchange, item)
  }
  if (ctx.response.get('Location')) {
    exchange.isLed = true
    return undefined
  }
  if (Object.keys(exchange.errors).length === 0) return leave(ctx, to ?? back(ctx))
  ctx.status = 422
  return next()
}

/** A form whose files were refused before it was known which action it is for. */
export function renderAgain(
  ctx: Koa.Context,
  exchange: Exchange,
  { errors, values }: Refused,
  next: Koa.Next,
): Promise<unknown> {
  exchange.errors = errors
  exchange.values = values
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

/** Where an item leads; with a changed query the page is rendered anew, by its own handler. */
function placeOf(ctx: Koa.Context, exchange: Exchange, item: AnyItem): string | undefined {
  if (item.kind !== 'patch-url') return destinationOf(ctx, item)
  const { url, to } = patchedUrl(ctx, exchange, item)
  exchange.shown = url
  return to
}

function leave(ctx: Koa.Context, to: string | undefined): void {
  if (to === undefined) ctx.status = 204
  else seeOther(ctx, to)
}

import type Koa from 'koa'
import { answer, answerError } from './answer.js'
import { cancel, isCancel, listenForCancels, scopeOf } from './cancel.js'
import { offerHyper } from './context.js'
import { type Exchange, findExchange, openExchange } from './exchange.js'
import { setHeaders } from './headers.js'
import { isRedirect } from './is-redirect.js'
import { lead } from './lead.js'
import { refuseForeign } from './origin.js'
import { whenOver } from './over.js'
import { keepGap, type Recording } from './recording.js'
import { respondByOutlets } from './respond.js'
import { type HyperOptions, settingsOf } from './settings.js'
import { leaveRedirects, takeRedirect } from './take-redirect.js'
import { keepToasts } from './toasts.js'
import { reachView } from './view/reach.js'
import { answerVisit } from './visit.js'
import { type CloseOptions, ended, finish } from './work.js'
import { createWriter, failWriter, takeText } from './writer.js'

/** The application's middleware, and its end. */
export interface HyperMiddleware extends Koa.Middleware {
  /**
   * Closes what is open, so that the process can end: GET streams are told to come back, other calls run to their end,
   * and new ones are answered with 503. Gives how many had not ended in time.
   */
  close(options?: CloseOptions): Promise<number>
}

/**
 * The application's middleware, before its routes: refuses foreign origins, gives `ctx.hyper`, answers calls with what
 * their action returned, and calls that nothing ran with 404.
 */
export function hyper(options: HyperOptions = {}): HyperMiddleware {
  const settings = settingsOf(options)
  const { idempotency, work } = settings
  listenForCancels(settings)
  const middleware: Koa.Middleware = (ctx, next) => {
    if (!Object.hasOwn(ctx.app.context, 'hyper')) prepare(ctx.app)
    const exchange = openExchange(ctx, settings)
    work.exchanges.add(exchange)
    exchange.work = follow(ctx, exchange, next)
    return exchange.work
  }
  let closed: Promise<number> | undefined
  const close = async (timeout: number) => {
    const left = await finish(work, timeout)
    await Promise.all(idempotency?.writing ?? [])
    await idempotency?.store.close?.()
    return left
  }
  return Object.assign(middleware, {
    close({ timeout = 10_000 }: CloseOptions = {}) {
      closed ??= close(timeout)
      return closed
    },
  })
}

async function follow(ctx: Koa.Context, exchange: Exchange, next: Koa.Next): Promise<void> {
  try {
    await serve(ctx, exchange, next)
  } catch (error) {
    leaveRedirects(ctx)
    if (exchange.recording) keepWhatIsAnswered(ctx, exchange.recording)
    throw error
  } finally {
    ended(exchange.settings.work, ctx, exchange)
  }
}

async function serve(ctx: Koa.Context, exchange: Exchange, next: Koa.Next): Promise<void> {
  const { settings, call, key } = exchange
  refuseForeign(ctx, call !== undefined, settings.origins)
  if (isCancel(ctx, exchange)) return cancel(ctx, exchange)
  if (call && settings.work.isClosing) return sendAway(ctx, exchange)
  if (key !== undefined && settings.idempotency) exchange.scope = scopeOf(ctx, exchange)
  if (call && settings.hub && (await reachView(ctx, exchange, settings.hub))) return
  await next()
  lead(ctx, exchange)
  if (isRedirect(ctx)) {
    if (call) {
      exchange.ran = true
      exchange.returned = [exchange.returned, takeRedirect(ctx)]
    } else keepToasts(ctx, exchange, [...exchange.before, ...exchange.queued])
  }
  if (!call) answerVisit(ctx, settings)
  if (exchange.named !== undefined && !exchange.ran && !isRefused(ctx)) {
    ctx.throw(404, unknownAction(ctx, exchange.named))
  }
  const answered = call && exchange.ran && !exchange.begin ? answer(ctx, exchange) : undefined
  if (answered) await answered
}

function unknownAction({ method, path }: Koa.Context, name: string): string {
  const advice =
    name === '$params' ? 'give it one, actions({ … }, { params })' : 'is it in actions({ … }) of that route?'
  return `${method} ${path}: no action is named ${JSON.stringify(name)} there; ${advice}`
}

/** No failure: it is in nobody's log, and the page calls again. */
function sendAway(ctx: Koa.Context, exchange: Exchange): void {
  const writer = createWriter(ctx, exchange)
  failWriter(writer, Object.assign(new Error('The server is about to be restarted'), { status: 503, expose: true }))
  ctx.status = 503
  ctx.set('Retry-After', '1')
  // HTTP/2 forbids the header
  if (ctx.req.httpVersionMajor === 1) ctx.set('Connection', 'close')
  setHeaders(ctx, exchange.settings)
  ctx.body = takeText(writer)
}

/** Middleware around this one may answer the error in its own way; Koa's own error path comes first. */
function keepWhatIsAnswered(ctx: Koa.Context, recording: Recording): void {
  whenOver(ctx, async () => keepGap(recording, 'an error was answered by middleware outside hyper()'))
}

/** Middleware before the action answered with an error of its own, 401 or 429 for example. */
function isRefused(ctx: Koa.Context): boolean {
  return ctx.status >= 400 && ctx.status !== 404
}

/** Once for an application, on what its contexts inherit from: to give each of them its own would slow down every call. */
function prepare(app: Koa): void {
  offerHyper(app)
  respondByOutlets(app)
  answerErrors(app)
}

/** A call's error ends in Koa's own error path, past the application's error middleware; only its text becomes an answer. */
function answerErrors({ context }: Koa): void {
  const { onerror } = context
  context.onerror = function (this: Koa.Context, error: Error | null | undefined) {
    const exchange = findExchange(this)
    if (exchange?.call && error && isLeaving(this, error)) return
    // Koa calls it without an error once the answer is out; before that, the application threw null
    const isOver = this.res.headersSent || (!this.writable && !(error && exchange?.recording?.isOpen))
    if (!exchange?.call || isOver) onerror.call(this, error as Error)
    else answerError(this, exchange, error)
  }
}

/** What Koa reports when a client closes its tab in the middle, or is cut off within its request, which is no error. */
function isLeaving(ctx: Koa.Context, error: Error & { code?: unknown }): boolean {
  if (error === ctx.req.socket.errored || /^HPE_/.test(String(error.code))) return true
  return ctx.headerSent && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}

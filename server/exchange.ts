import type Koa from 'koa'
import type { Action } from './action.js'
import type { Hyper } from './context.js'
import type { Item } from './item.js'
import type { Elements } from './items/elements.js'
import type { PatchUrl } from './items/patch-url.js'
import type { Outlet } from './outlet.js'
import type { Recording } from './recording.js'
import type { Settings } from './settings.js'
import type { ViewRecord } from './view/record.js'
import type { OpenView } from './view.js'
import type { FieldErrors, Swap, ToastData } from './wire.js'

/** One thing an action tells the page to do. */
export type AnyItem = Item | Elements | PatchUrl

/** What the headers of a call say. */
export interface Call {
  readonly id: string
  readonly action: string | undefined
  readonly attempt: number
}

/** What one HTTP exchange gathers on its way through the middleware, until it is answered. */
export interface Exchange {
  readonly settings: Settings
  readonly call: Call | undefined
  /** The action that was asked for by name, in the header or in the field `_action`. */
  named: string | undefined
  /** An action took the request. */
  ran: boolean
  /** Hooks that the action is to run before its own. */
  inherited: readonly Koa.Middleware[]
  /** Hooks that have run. */
  hooks: readonly Koa.Middleware[]
  returned: unknown
  /** The handler goes on when the client leaves. */
  finishes: boolean
  /** Put on `ctx.hyper` before the handler ran, and since. */
  before: AnyItem[]
  queued: AnyItem[]
  /** What was put on `ctx.hyper` to end the answer. */
  final: AnyItem | undefined
  /** The handler has said itself where to go. */
  isLed: boolean
  target: string | undefined
  swap: Swap | undefined
  select: string | undefined
  /** Runs for a changed query. */
  params: Action | undefined
  /** The URL that the page is to show, once an item changed its query. */
  shown: URL | undefined
  errors: FieldErrors
  values: Readonly<Record<string, unknown>>
  /** Toasts for the page that is rendered, once it asked for them. */
  toasts: ToastData[] | undefined
  leaving: AbortController | undefined
  /** Under which the call is run only once. */
  key: string | undefined
  /** Who makes it. */
  scope: string
  /** A digest of the body, if that is not one text. */
  content: string | undefined
  /** The answer is recorded, if the call came first; else it is that of the record of this key. */
  recording: Recording | undefined
  replayed: string | undefined
  /** The page has cancelled the call. */
  isCancelled: boolean
  /** Its stream waits until the client reads on. */
  isHeld: boolean
  /** The page has sent the call again since. */
  isRepeated: boolean
  /** Begins a live stream, once all middleware is done, so that the headers and cookies that it sets are sent. */
  begin: (() => void) | undefined
  /** The view that the call names; without a record if that is gone. */
  view: { readonly record: ViewRecord | undefined; facade?: OpenView } | undefined
  /** `ctx.hyper`, once somebody asked for it. */
  hyper: Hyper | undefined
  /** The middleware's work, and that of the generator which streams the answer. */
  work: Promise<unknown> | undefined
  streaming: Promise<unknown> | undefined
  /** Stops the generator that streams the answer. */
  stop: (() => void) | undefined
  /** Its stream, if that may be cut off with the word to come back. */
  outlet: Outlet | undefined
  /** Tells those who took the files that came with it that nobody uses them. */
  unused: (() => void) | undefined
}

const none: readonly never[] = []
const key = Symbol('alpine-hyper exchange')

/** Undefined before `hyper()` has seen the request. */
export function findExchange(ctx: Koa.BaseContext): Exchange | undefined {
  return (ctx as { [key]?: Exchange })[key]
}

export function exchangeOf(ctx: Koa.BaseContext): Exchange {
  const exchange = findExchange(ctx)
  if (!exchange)
    throw new TypeError(
      `${ctx.method} ${ctx.path} has not come through hyper(); add app.use(hyper()) before the routes`,
    )
  return exchange
}

export function openExchange(ctx: Koa.Context, settings: Settings): Exchange {
  if (key in ctx) throw new TypeError('hyper() is mounted twice; one app.use(hyper()) serves the whole application')
  const { headers } = ctx.req
  // Koa's own look-up writes each name in lower case first
  const id = `${headers['hyper-call'] ?? ''}`
  const action = `${headers['hyper-action'] ?? ''}` || undefined
  const isCall = /^[\w-]{1,64}$/.test(id)
  const attempt = Number(headers['hyper-attempt'] ?? 1) || 1
  const call: Call | undefined = isCall ? { id, action, attempt } : undefined
  const exchange: Exchange = {
    settings,
    call,
    named: call?.action,
    ran: false,
    inherited: none,
    hooks: none,
    returned: undefined,
    finishes: true,
    before: [],
    queued: [],
    final: undefined,
    isLed: false,
    target: undefined,
    swap: undefined,
    select: undefined,
    params: undefined,
    shown: undefined,
    errors: {},
    values: {},
    toasts: undefined,
    leaving: undefined,
    key: call && keyOf(ctx, call),
    scope: '',
    content: undefined,
    recording: undefined,
    replayed: undefined,
    isCancelled: false,
    isHeld: false,
    isRepeated: false,
    begin: undefined,
    view: undefined,
    hyper: undefined,
    work: undefined,
    streaming: undefined,
    stop: undefined,
    outlet: undefined,
    unused: undefined,
  }
  ;(ctx as { [key]?: Exchange })[key] = exchange
  if (!call && (id || action)) {
    ctx.throw(400, 'Hyper-Call is missing or malformed; a call has an id of 1 to 64 letters, digits, _ and -')
  }
  if (exchange.key === '') ctx.throw(400, 'Idempotency-Key is not the id of the call, Hyper-Call')
  return exchange
}

/** Only what changes something is to be done once. */
function keyOf({ req }: Koa.Context, { id }: Call): string | undefined {
  const key = req.headers['idempotency-key']
  if (key === undefined || req.method === 'GET' || req.method === 'HEAD') return undefined
  return key === id ? id : ''
}

/** Aborts when the call is cancelled; and when the client leaves, unless the handler is to finish. */
export function leavingSignal(ctx: Koa.BaseContext & { res: Koa.Context['res'] }, exchange: Exchange): AbortSignal {
  if (exchange.leaving) return exchange.leaving.signal
  const leaving = new AbortController()
  exchange.leaving = leaving
  const leave = () => {
    if (!exchange.finishes && !ctx.res.writableFinished) leaving.abort()
  }
  if (ctx.res.closed) leave()
  else ctx.res.once('close', leave)
  return leaving.signal
}

/** Aborts that signal; who asks for it later gets one that is aborted. */
export function abort(exchange: Exchange, reason?: Error): void {
  exchange.leaving ??= new AbortController()
  exchange.leaving.abort(reason)
}

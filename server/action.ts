import type { StandardSchemaV1 } from '@standard-schema/spec'
import type Koa from 'koa'
import { type ActionContext, actionContext } from './action-context.js'
import { createReadBody, type ReadBody } from './body.js'
import { checkLimits, overLimits } from './check-options.js'
import { type Exchange, exchangeOf } from './exchange.js'
import { checkFiles, createFiles, type FilesOptions } from './files.js'
import { isFirst } from './first.js'
import { isPromise } from './flatten.js'
import { createHooks, type Hooks } from './hooks.js'
import { type Data, inputOf, inQuery, validate } from './input.js'
import { errors } from './items/errors.js'
import { cancelled } from './lost.js'
import { checkOnly, takeOnly } from './only.js'
import { answerPlainly } from './plain.js'
import { createRateLimit, type RateLimit } from './rate-limit.js'
import { Refused } from './refused.js'
import type { Returned } from './returned.js'
import type { Limits } from './settings.js'
import { takeMarkup } from './take-markup.js'
import { varyOnCall } from './vary.js'
import { runInView } from './view/call.js'
import type { OpenView, ViewDefinition } from './view.js'
import type { FieldErrors } from './wire.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Handler<Input, Context = ActionContext> = (ctx: Context, input: Input) => Returned

/** The context of an action whose page has a view. */
type ViewContext<Fields extends object> = ActionContext & { hyper: { readonly view: OpenView<Fields> } }

export interface ActionOptions<Schema extends StandardSchemaV1 = StandardSchemaV1> {
  /** Checks and types the input. Any Standard Schema: zod, valibot, arktype … A failure is answered with 422 and `errors`. */
  input?: Schema
  /** The methods that may call it; another is 405. Default: POST under `actions()`, what the route says elsewhere. */
  method?: Method | readonly Method[]
  /**
   * Koa middleware that runs before the handler: after the check of the method and before the data is read. What
   * `actions()` has runs first, and each of them once for a request. One that does not call `next()` stops the call.
   */
  use?: Hooks
  /** How often it may be called; beyond that it is 429. Counted after the hooks, before the data is read. Default: no limit. */
  limit?: RateLimit
  /** Limits of this action's data. Default: those of `hyper()`. */
  limits?: Limits
  /** How many files, how large, of which types, and where they go. Default: into memory, as part of `limits.bytes`. */
  files?: FilesOptions
  /** More to answer, besides the errors, when the input is refused. */
  invalid?: (ctx: ActionContext, errors: FieldErrors) => Returned
  /**
   * The handler knows by itself, from `ctx.hyper.call`, what it has done already: when the answer of a call is lost, it
   * runs again, instead of leaving the page without one. Default `false`.
   */
  idempotent?: boolean
  /**
   * A view that the page must have, typed as `ctx.hyper.view`; `'optional'`: the handler runs also if the view of the
   * page is gone; `false`: it has nothing to do with views. Default: a call for a view waits until that is there.
   */
  view?: ViewDefinition | 'optional' | false
  /** What becomes of the handler when the client leaves. Default: `abort` for GET, else `finish`. */
  onDisconnect?: 'finish' | 'abort'
}

/** A named server function that the page may call, and a Koa middleware by itself. */
export interface Action extends Koa.Middleware {
  readonly methods: readonly string[] | undefined
  readonly limits: Limits | undefined
  readonly files: FilesOptions | undefined
  /** Checks data and runs the handler, with its hooks, as a part of another call's answer. */
  readonly respond: (ctx: Koa.Context, exchange: Exchange, data: Data) => Promise<Responded>
}

/** What a handler returned; or why it did not run. */
export interface Responded {
  readonly returned: unknown
  readonly isRefused: boolean
}

type Output<Schema> = Schema extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<Schema> : Data

/**
 * Makes an action of a handler, which gets Koa's context and the call's input, and returns what the page is to do.
 *
 * @throws TypeError without a handler, for a hook that is no function, or a limit that is none.
 */
export function action(handler: Handler<Data>): Action
export function action<Fields extends object, Schema extends StandardSchemaV1>(
  options: ActionOptions<Schema> & { view: ViewDefinition<Fields>; input: Schema },
  handler: Handler<Output<Schema>, ViewContext<Fields>>,
): Action
export function action<Fields extends object>(
  options: ActionOptions & { view: ViewDefinition<Fields> },
  handler: Handler<Data, ViewContext<Fields>>,
): Action
export function action<Schema extends StandardSchemaV1>(
  options: ActionOptions<Schema> & { input: Schema },
  handler: Handler<Output<Schema>>,
): Action
export function action(options: ActionOptions, handler: Handler<Data>): Action
export function action(first: ActionOptions | Handler<Data>, second?: Handler<never>): Action {
  const options: ActionOptions = typeof first === 'function' ? {} : first
  const handler = (typeof first === 'function' ? first : second) as Handler<unknown>
  if (typeof handler !== 'function') throw new TypeError('action(): give a handler, action(options, handler)')
  const methods = options.method && [options.method].flat()
  checkLimits('action()', options.limits)
  if (options.files) checkFiles(options.files)
  const hooked = createHooks('action()', options.use)
  const checkRate = options.limit && createRateLimit(options.limit)
  const readers = createReaders(options)

  const perform = async (ctx: Koa.Context, exchange: Exchange): Promise<void> => {
    // that a call is repeated is known once its data is read
    const isRepeat = exchange.key !== undefined && (exchange.call?.attempt ?? 1) > 1
    if (checkRate && !isRepeat) await checkRate(ctx)
    const input = readInput(ctx, readers(exchange.settings.limits))
    const data = input instanceof Promise ? await input : input
    const only = data instanceof Refused ? undefined : takeOnly(ctx, data)
    begin(ctx, exchange, options)
    if (only && exchange.call && !(data instanceof Refused)) {
      exchange.returned = await checkOnly(options.input, data, only)
      return
    }
    if (data instanceof Refused) ctx.status = data.status
    else {
      const first = isFirst(ctx, exchange, options.idempotent === true)
      if (first !== true && !(await first)) return
      if (exchange.isCancelled) throw cancelled()
    }
    if (checkRate && isRepeat) await checkRate(ctx)
    exchange.values = data instanceof Refused ? data.values : data
    exchange.returned = (await handle(ctx, data)).returned
  }
  const handle = async (ctx: Koa.Context, data: Data | Refused): Promise<Responded> => {
    const checked =
      data instanceof Refused ? data : options.input ? await validate(options.input, data) : { value: data }
    if (checked.errors) {
      const more: unknown = await (options.invalid?.(actionContext(ctx), checked.errors) as unknown)
      return { returned: [errors(checked.errors), more], isRefused: true }
    }
    const returned: unknown = runHandler(ctx, checked.value)
    // most of it needs no turn of its own
    const isLater = typeof returned === 'object' && returned !== null && isPromise(returned)
    return { returned: isLater ? await returned : returned, isRefused: false }
  }
  const runHandler = (ctx: Koa.Context, value: unknown) => {
    const exchange = exchangeOf(ctx)
    const run = () => handler(actionContext(ctx), value)
    return exchange.view || options.view ? runInView(ctx, exchange, options.view, run) : run()
  }
  const respond: Action['respond'] = async (ctx, exchange, data) => {
    let responded: Responded = { returned: undefined, isRefused: true }
    await hooked(ctx, exchange, async () => {
      responded = await handle(ctx, data)
    })
    return responded
  }
  const run = async (ctx: Koa.Context, next: Koa.Next): Promise<unknown> => {
    const exchange = exchangeOf(ctx)
    checkMethod(ctx, methods)
    varyOnCall(ctx)
    claim(ctx, exchange)
    await hooked(ctx, exchange, perform)
    takeMarkup(ctx, exchange)
    return exchange.call ? undefined : answerPlainly(ctx, exchange, next)
  }
  return Object.assign(run as Koa.Middleware, { methods, limits: options.limits, files: options.files, respond })
}

export function checkMethod(ctx: Koa.Context, methods: readonly string[] | undefined): void {
  if (!methods || methods.includes(isGet(ctx) ? 'GET' : ctx.request.method)) return
  const Allow = methods.join(', ')
  ctx.throw(405, `${ctx.method} ${ctx.path}: this action takes ${Allow}`, { headers: { Allow } })
}

/** HEAD goes with GET. */
function isGet({ request: { method } }: Koa.Context): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** The request is this action's: from here on its answer is that of an action, also if a hook stops it. */
export function claim(ctx: Koa.Context, exchange: Exchange): void {
  exchange.ran = true
  // Koa starts at 404; set behind its back, this is the default and not a status that somebody chose
  if (ctx.res.statusCode === 404) ctx.res.statusCode = 200
}

function begin(ctx: Koa.Context, exchange: Exchange, options: ActionOptions): void {
  exchange.finishes = options.onDisconnect ? options.onDisconnect === 'finish' : !isGet(ctx)
  exchange.before = exchange.queued
  exchange.queued = []
}

interface Reader {
  readonly limits: Required<Limits>
  readonly read: ReadBody
}

/** Files that were refused are answered as refused input is; all else that is wrong with a body is thrown. */
function readInput(ctx: Koa.Context, { limits, read }: Reader): Data | Promise<Data | Refused> {
  const body = inQuery(ctx) ? undefined : read(ctx)
  if (!(body instanceof Promise)) return inputOf(ctx, body, limits)
  return body.then(
    (parsed) => inputOf(ctx, parsed, limits),
    (error) => {
      if (error instanceof Refused) return error
      throw error
    },
  )
}

/** One body reader per set of limits: the action's, over the application's. */
function createReaders(own: Pick<ActionOptions, 'limits' | 'files'>) {
  const made = new WeakMap<Required<Limits>, Reader>()
  return (inherited: Required<Limits>) => {
    const present = made.get(inherited)
    if (present) return present
    const limits = overLimits(inherited, own.limits)
    const fresh = { limits, read: createReadBody(limits, createFiles(own.files, limits)) }
    made.set(inherited, fresh)
    return fresh
  }
}

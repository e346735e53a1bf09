import type Koa from 'koa'
import { type Action, checkMethod } from './action.js'
import { createReadBody } from './body.js'
import { bodyIs } from './body-type.js'
import { type Exchange, exchangeOf } from './exchange.js'
import { type Hooks, hooksOf } from './hooks.js'
import { isRecord } from './input.js'
import { renderAgain } from './plain.js'
import { Refused } from './refused.js'
import type { Limits } from './settings.js'
import { spooled } from './spool.js'
import { varyOnCall } from './vary.js'

export interface ActionsOptions {
  /** Koa middleware that runs before any action of the table, and before what the action has itself. */
  use?: Hooks
  /**
   * The params handler: an action by GET whose input is the query of the page's URL. It runs for `patchUrl`, and when the
   * page calls `$params`: for back and forward, and for `x-url.load`.
   */
  params?: Action
}

/** Names with `$` are the page's own. */
const paramsName = '$params'

/**
 * Runs the action that the call names, of those in the table; every other request, and every other name, goes on to
 * the next middleware. So a layout and a page can each mount their own.
 *
 * @throws TypeError for an entry that is no action, a name that a page could not write, or a hook that is no function.
 */
export function actions(table: Readonly<Record<string, Action>>, options: ActionsOptions = {}): Koa.Middleware {
  for (const [name, entry] of Object.entries(table)) {
    if (!/^[A-Za-z_][\w$.-]*$/.test(name)) {
      throw new TypeError(
        `actions(): ${JSON.stringify(name)} is no name for an action; use letters, digits, _ $ . - and begin with a letter or _`,
      )
    }
    checkAction(name, entry)
  }
  const { params } = options
  if (params) checkParams(params)
  const hooks = hooksOf('actions()', options.use)
  const own = Object.values(table)
  return async (ctx, next) => {
    varyOnCall(ctx)
    const exchange = exchangeOf(ctx)
    if (params) exchange.params = params
    if (!exchange.call && exchange.named === undefined) {
      const named = await nameInForm(ctx, exchange, own)
      if (named instanceof Refused) return renderAgain(ctx, exchange, named, next)
      exchange.named = named
    }
    const { named } = exchange
    const isParams = named === paramsName && exchange.call !== undefined
    const entry = isParams ? params : named !== undefined && Object.hasOwn(table, named) ? table[named] : undefined
    if (!entry) return next()
    checkMethod(ctx, entry.methods ?? [isParams ? 'GET' : 'POST'])
    exchange.inherited = hooks
    return entry(ctx, next)
  }
}

function checkAction(name: string, entry: Action): void {
  if (typeof entry === 'function' && 'methods' in entry) return
  throw new TypeError(`actions(): ${name} is not an action; wrap the handler, ${name}: action(handler)`)
}

function checkParams(params: Action): void {
  checkAction('params', params)
  if (params.methods?.some((method) => method !== 'GET'))
    throw new TypeError(
      `actions(): params takes ${params.methods.join(', ')}; it only reads, so give it method: 'GET', or none`,
    )
}

/**
 * Without JavaScript the form's field `_action` names the action, never the query. The form is read before it is known
 * which action it is for, so the widest limits of them all hold; gives why files were refused that are beyond these.
 */
async function nameInForm(
  ctx: Koa.Context,
  { settings }: Exchange,
  own: readonly Action[],
): Promise<string | Refused | undefined> {
  if (!/^(POST|PUT|PATCH)$/.test(ctx.method)) return undefined
  if (!bodyIs(ctx, ['application/x-www-form-urlencoded', 'multipart/form-data'])) return undefined
  const { limits } = settings
  const widest = (limit: keyof Limits) => Math.max(limits[limit], ...own.map((each) => each.limits?.[limit] ?? 0))
  const all = { bytes: widest('bytes'), fields: widest('fields'), depth: widest('depth') }
  const read = createReadBody(
    all,
    spooled(
      own.flatMap(({ files }) => files ?? []),
      all,
    ),
  )
  let body: unknown
  try {
    body = await read(ctx)
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
  const name = isRecord(body) ? body['_action'] : undefined
  // of several fields none is meant, which the name says that is not found
  return typeof name === 'string' || Array.isArray(name) ? String(name) : undefined
}

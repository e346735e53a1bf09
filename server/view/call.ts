import type Koa from 'koa'
import { actionContext } from '../action-context.js'
import type { Exchange } from '../exchange.js'
import { cancelled } from '../lost.js'
import type { ViewDefinition } from '../view.js'
import { ask } from './mailbox.js'
import { ownerOf } from './owner.js'
import type { ViewRecord } from './record.js'

/**
 * Runs the handler of a call: among those of the view that the call is for, if it is for one.
 *
 * @throws 503 if that view is gone, and the page is to get a new one first; 409 if the page has not the view that the
 * action needs; 403 if it is somebody else's.
 */
export async function runInView(
  ctx: Koa.Context,
  exchange: Exchange,
  wanted: ViewDefinition | 'optional' | false | undefined,
  run: () => unknown,
): Promise<unknown> {
  const { view } = exchange
  const needed = typeof wanted === 'object' ? wanted : undefined
  if (!view || wanted === false) {
    return needed ? refuse(ctx, 'has no such view; is the element inside of its x-live?') : run()
  }
  const { record } = view
  if (!record) {
    if (wanted === 'optional') return run()
    throw gone(ctx)
  }
  if (needed && record.definition !== needed) refuse(ctx, 'has another view than this action is for')
  await checkOwner(ctx, record)
  view.facade = record.facade
  const turn = () => {
    if (exchange.isCancelled) throw cancelled()
    return run()
  }
  return ask(record, turn, () => gone(ctx))
}

/** @throws 403 unless whoever makes the request has opened the view. */
export async function checkOwner(ctx: Koa.Context, record: ViewRecord): Promise<void> {
  const user = await record.userOf?.(actionContext(ctx))
  const owner = ownerOf(ctx, user === undefined ? undefined : String(user))
  if (record.owner !== owner) ctx.throw(403, `${ctx.method} ${ctx.path}: the view was opened by somebody else`)
}

function refuse(ctx: Koa.Context, why: string): never {
  return ctx.throw(409, `${ctx.method} ${ctx.path}: the page ${why}`)
}

/** No failure: the page makes the call again, with the view that it gets in its place. */
function gone(ctx: Koa.Context): Error {
  return Object.assign(new Error(`${ctx.method} ${ctx.path}: the view is gone`), {
    status: 503,
    expose: true,
    headers: { 'Retry-After': '1', 'Hyper-View': 'gone' },
  })
}

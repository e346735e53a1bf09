import type Koa from 'koa'
import { type Exchange, exchangeOf } from '../exchange.js'
import type { Core } from '../hub/core.js'
import { checkOwner } from './call.js'
import { changeQuery, resumed } from './connect.js'
import { end, sleep } from './life.js'

/** What a page has to say to its view, besides calls: that it goes, or closes its stream for a while, or has another query. */
export async function tellView(ctx: Koa.Context, { view }: Exchange): Promise<void> {
  const record = view?.record
  if (!record) return
  await checkOwner(ctx, record)
  const what = ctx.get('Hyper-Tell')
  if (what === 'closed') void end(record, 'closed')
  else if (what === 'asleep') sleep(record)
  else if (what === 'params') changeQuery(ctx, record)
}

/** Lets a page that comes back in, or ends its view, if whoever uses it may see it no more. */
export async function endIfRefused({ views }: Core, ctx: Koa.Context, serve: () => Promise<void>): Promise<void> {
  let status: unknown
  try {
    await serve()
    if (!exchangeOf(ctx).begin) status = ctx.status
  } catch (error) {
    status = (error as { status?: unknown }).status
    throw error
  } finally {
    const record = views?.open.get(resumed(ctx).id)
    if (record && /^(30\d|401|403)$/.test(String(status))) void end(record, 'revoked')
  }
}

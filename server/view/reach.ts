import type Koa from 'koa'
import type { Exchange } from '../exchange.js'
import { coreOf, type Hub } from '../hub.js'
import { forward } from './forward.js'
import { processOf, viewsOf } from './views.js'

/** Finds the view that a call is for. True if another process has it, which has answered. */
export async function reachView(ctx: Koa.Context, exchange: Exchange, hub: Hub): Promise<boolean> {
  const id = ctx.get('Hyper-View')
  if (!id) return false
  const { open, peers, process } = viewsOf(coreOf(hub))
  const owner = processOf(id)
  exchange.view = { record: open.get(id) }
  if (owner === undefined || owner === process) return false
  return forward(ctx, exchange, peers, owner, id)
}

import type Koa from 'koa'
import type { Exchange } from '../exchange.js'
import { coreOf, type Hub } from '../hub.js'
import { processOf, viewsOf } from './views.js'

/** Finds the view that a call is for. True if another process has it, which has answered. */
export async function reachView(ctx: Koa.Context, exchange: Exchange, hub: Hub): Promise<boolean> {
  const id = ctx.get('Hyper-View')
  if (!id) return false
  const views = viewsOf(coreOf(hub))
  const process = processOf(id)
  exchange.view = { record: views.open.get(id) }
  if (process === undefined || process === views.process) return false
  return false
}

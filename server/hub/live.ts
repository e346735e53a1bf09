import type Koa from 'koa'
import { claim } from '../action.js'
import { type ActionContext, actionContext } from '../action-context.js'
import { type Exchange, exchangeOf } from '../exchange.js'
import { createHooks, type Hooks } from '../hooks.js'
import { refuseForeign } from '../origin.js'
import type { Returned } from '../returned.js'
import { openView } from '../view/connect.js'
import { endIfRefused, tellView } from '../view/tell.js'
import type { ViewDefinition } from '../view.js'
import { createWriter, takeText, writeQueued } from '../writer.js'
import { connect } from './connect.js'
import type { Core } from './core.js'
import { eventsOf } from './frame.js'
import { enter, type PresenceOptions } from './presence.js'

export type UserOf = (ctx: ActionContext) => string | number | undefined | Promise<string | number | undefined>

export interface LiveOptions {
  /** What the page is sent: chosen, and allowed, each time that it connects. `ctx.throw(403)` refuses it. Default: nothing. */
  topics?: (ctx: ActionContext) => readonly string[] | Promise<readonly string[]>
  /** Who it is, for `hub.to` and `hub.disconnect`. Default: nobody. */
  user?: UserOf
  /** Koa middleware that runs each time that a page connects, as before an action. */
  use?: Hooks
  /** Shows who is connected: `hub.presence(topic)`. Default: nobody is seen. */
  presence?: PresenceOptions
  /** What brings the page up to date when messages are lost for it. Default: nothing; the page loads itself again. */
  onGap?: (ctx: ActionContext) => Returned
  /** The tabs of a browser share one stream. Default `true`; say `false` if it depends on more than the URL and the cookies. */
  shared?: boolean
  /** What the page keeps on the server while it is open; see {@link view}. Its stream is shared with no other tab. */
  view?: ViewDefinition
}

/** The handler of a route that `x-live` names. */
export function live(core: Core, options: LiveOptions): Koa.Middleware {
  const { topics, user, use, presence, onGap, view, shared = true } = options
  const hooked = createHooks('hub.live()', use)
  const open = async (ctx: Koa.Context, exchange: Exchange): Promise<void> => {
    if (exchange.final) return
    const given = actionContext(ctx)
    const [names, who, person] = await Promise.all([topics?.(given) ?? [], user?.(given), presence?.who(given)])
    if (!Array.isArray(names))
      throw new TypeError(`${ctx.path}: topics of hub.live() gave ${typeof names}; give an array of names`)
    const writer = createWriter(ctx, exchange)
    await writeQueued(writer)
    exchange.settings.work.hubs.add(core.retreat)
    const stream = {
      topics: names,
      user: who === undefined || who === null ? undefined : String(who),
      isShared: shared && !view,
      first: takeText(writer),
      ...(onGap && { fill: async () => eventsOf(onGap(given), core.json) }),
    }
    const connection = view ? await openView(core, ctx, view, user, stream) : await connect(core, ctx, stream)
    if (person) enter(core, connection, names, { person, items: presence?.items }).catch(core.onError)
  }
  return async (ctx) => {
    const exchange = exchangeOf(ctx)
    refuseForeign(ctx, true, exchange.settings.origins)
    if (!exchange.call) ctx.throw(400, `${ctx.path} is a live stream; a page opens it by x-live="${ctx.path}"`)
    claim(ctx, exchange)
    const isTold = ctx.get('Hyper-Tell') !== ''
    const serve = () => hooked(ctx, exchange, isTold ? tellView : open)
    await (view ? endIfRefused(core, ctx, serve) : serve())
  }
}

import type Koa from 'koa'
import { actionContext } from './action-context.js'
import type { Exchange } from './exchange.js'

/** Koa middleware around what serves a call. */
export type Hooks = Koa.Middleware | readonly Koa.Middleware[]

/** Runs the hooks that have not run for this request yet, those that were inherited first, around `last`. */
type Hooked = (
  ctx: Koa.Context,
  exchange: Exchange,
  last: (ctx: Koa.Context, exchange: Exchange) => Promise<void>,
) => Promise<void>

/** Whatever serves calls has hooks by this: actions do. */
export function createHooks(owner: string, use: Hooks | undefined): Hooked {
  const own = hooksOf(owner, use)
  return (ctx, exchange, last) => {
    if (own.length + exchange.inherited.length === 0) return last(ctx, exchange)
    const ran = exchange.hooks
    const hooks = [...new Set([...exchange.inherited, ...own])].filter((hook) => !ran.includes(hook))
    exchange.inherited = []
    actionContext(ctx)
    let reached = -1
    const step = async (index: number): Promise<void> => {
      if (index <= reached) throw new Error(`${owner}: a hook in use called next() more than once`)
      reached = index
      const hook = hooks[index]
      if (!hook) return last(ctx, exchange)
      exchange.hooks = [...exchange.hooks, hook]
      await hook(ctx, () => step(index + 1))
    }
    return step(0)
  }
}

/** @throws TypeError for what is no middleware. */
export function hooksOf(owner: string, use: Hooks | undefined): readonly Koa.Middleware[] {
  const hooks: readonly Koa.Middleware[] = use === undefined ? [] : [use].flat()
  const wrong = hooks.findIndex((hook) => typeof hook !== 'function')
  if (wrong >= 0) throw new TypeError(`${owner}: entry ${wrong} of use is not a middleware, but ${typeof hooks[wrong]}`)
  return hooks
}

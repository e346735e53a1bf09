import type Koa from 'koa'
import type { Limits } from './settings.js'

/** An error as `ctx.throw` makes it, to be thrown from a callback. */
export function httpError(ctx: Koa.Context, status: number, message: string): unknown {
  try {
    ctx.throw(status, message)
  } catch (error) {
    return error
  }
}

export function tooLarge(ctx: Koa.Context, limit: 'bytes' | 'fields', limits: Required<Limits>): unknown {
  return httpError(
    ctx,
    413,
    `The body of ${ctx.method} ${ctx.path} has more than ${limits[limit]} ${limit}; limits.${limit} of the action allows no more`,
  )
}

/** What was sent of it is lost; an action must not run as if nothing had been. */
export function cutOff(ctx: Koa.Context): unknown {
  return httpError(ctx, 400, `The body of ${ctx.method} ${ctx.path} was cut off`)
}

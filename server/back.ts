import type Koa from 'koa'
import { isLocal } from './origin.js'

/** The page that a request came from, as path and query; its own, if that is not said. */
export function pageBefore(ctx: Koa.Context): string {
  const to = sentFrom(ctx)
  // a path may begin with `//`
  return isLocal(ctx, to) ? to : '/'
}

/** That page; undefined if it would be the same GET again. */
export function back(ctx: Koa.Context): string | undefined {
  return ctx.method === 'GET' && sentFrom(ctx) === ctx.url ? undefined : pageBefore(ctx)
}

function sentFrom(ctx: Koa.Context): string {
  const referrer = ctx.get('Referer')
  if (!URL.canParse(referrer) || !isLocal(ctx, referrer)) return ctx.url
  const { pathname, search } = new URL(referrer)
  return pathname + search
}

import type Koa from 'koa'
import type { Exchange } from './exchange.js'
import { type Redirect, redirect } from './items/redirect.js'
import { isLocal } from './origin.js'

/**
 * Koa's redirect, as an item: `fetch` would follow it unseen, and bring the login page as if it were the answer. The
 * application chose the URL.
 */
export function takeRedirect(ctx: Koa.Context): Redirect {
  const url = ctx.response.get('Location')
  ctx.remove('Location')
  ctx.body = undefined
  ctx.status = 200
  return redirectTo(ctx, url)
}

/** The same for what streams: the headers may be out when it redirects, and the status is not to be that of a redirect. */
export function takeRedirects(ctx: Koa.Context, exchange: Exchange): void {
  ctx.response.redirect = (url) => {
    exchange.final = redirectTo(ctx, url)
  }
}

/** Middleware around `hyper()` answers an error in its own way. */
export function leaveRedirects({ response }: Koa.Context): void {
  Reflect.deleteProperty(response, 'redirect')
}

function redirectTo(ctx: Koa.Context, url: string): Redirect {
  return redirect(url, isLocal(ctx, url) ? {} : { external: true })
}

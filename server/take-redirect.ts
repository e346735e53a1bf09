import type Koa from 'koa'
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
  return redirect(url, isLocal(ctx, url) ? {} : { external: true })
}

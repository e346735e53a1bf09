import type Koa from 'koa'
import { pageBefore } from './back.js'
import type { Exchange } from './exchange.js'
import { queryInput } from './input.js'
import { isRedirect } from './is-redirect.js'
import { item } from './item.js'
import { changedQuery, type PatchUrl } from './items/patch-url.js'
import { takeRedirect } from './take-redirect.js'

/** What a changed query is answered with: the URL, and what the page's params handler returned. A query that is refused is not shown. */
export async function patched(ctx: Koa.Context, exchange: Exchange, patch: PatchUrl): Promise<unknown> {
  const { params, settings } = exchange
  const { url, to } = patchedUrl(ctx, exchange, patch)
  const way = patch.data.replace ? { replace: to } : { push: to }
  if (!params) {
    exchange.shown = url
    return item('url', way)
  }
  const limits = { ...settings.limits, ...params.limits }
  const { returned, isRefused } = await params.respond(ctx, exchange, queryInput(ctx, url.searchParams, limits))
  if (isRedirect(ctx)) return [returned, takeRedirect(ctx)]
  if (isRefused) return returned
  exchange.shown = url
  return [item('url', { ...way, params: true }), returned]
}

/** The URL with the changed query, and its path and query. */
export function patchedUrl(ctx: Koa.Context, exchange: Exchange, { data }: PatchUrl): { url: URL; to: string } {
  const url = new URL(exchange.shown ?? shownUrl(ctx))
  url.search = changedQuery(url.search, data.query)
  // a path that begins with `//` would be a host
  const path = url.pathname.startsWith('//') ? `/.${url.pathname}` : url.pathname
  return { url, to: path + url.search }
}

/** What the browser showed when the call was made; of a form without JavaScript, the page that it was on. */
function shownUrl(ctx: Koa.Context): URL {
  const { url, call } = ctx.hyper
  return url ?? new URL(call ? ctx.path : pageBefore(ctx), 'http://localhost')
}

import type Koa from 'koa'
import { isRedirect } from './is-redirect.js'
import { isLocal } from './origin.js'
import type { Settings } from './settings.js'
import { varyOn } from './vary.js'

/** What kind of visit it is, or ''. What is rendered by it is not for a page load. */
export function visitOf(ctx: Koa.Context): string {
  varyOn(ctx, 'Hyper-Visit')
  return ctx.get('Hyper-Visit')
}

/** What a page tells visits, whether it is loaded or visited. */
export function answerVisit(ctx: Koa.Context, settings: Settings): void {
  if (ctx.headerSent) return
  if (isRedirect(ctx)) leadAway(ctx)
  else if (ctx.response.is('html')) describe(ctx, settings)
}

/** To another origin `fetch` cannot follow, and what was sent is not to be sent again: the page goes there by itself. */
function leadAway(ctx: Koa.Context): void {
  const url = ctx.response.get('Location')
  if (isLocal(ctx, url)) return
  if (visitOf(ctx) === '') return
  ctx.remove('Location')
  ctx.body = undefined
  ctx.status = 204
  ctx.set('Hyper-Location', url)
  ctx.set('Cache-Control', 'no-store')
}

/** Which deployment it is of, and whether it may be kept; a page that was loaded can read only `Server-Timing` of itself. */
function describe(ctx: Koa.Context, { version }: Settings): void {
  if (version !== undefined) {
    ctx.set('Hyper-Version', version)
    ctx.append('Server-Timing', `hyper-version;desc=${JSON.stringify(version)}`)
  }
  if (/no-store/.test(ctx.response.get('Cache-Control'))) ctx.append('Server-Timing', 'hyper-no-store')
}

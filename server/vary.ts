import type Koa from 'koa'

export const callFields = 'Hyper-Action, Hyper-Call, Accept'

/** What a page says only to a visit is not for a page load. */
export function varyOn(ctx: Koa.Context, field: string): void {
  if (!ctx.headerSent) ctx.vary(field)
}

/** A page and its actions share a URL: a cache must not take the answer to one for the other. */
export function varyOnCall(ctx: Koa.Context): void {
  const { res } = ctx
  if (res.headersSent) return
  const present = res.getHeader('Vary')
  if (present === undefined) res.setHeader('Vary', callFields)
  else if (present !== callFields) ctx.vary(callFields)
}

import type Koa from 'koa'

export const fields = 'Hyper-Action, Hyper-Call, Accept'

/** A page and its actions share a URL: a cache must not take the answer to one for the other. */
export function varyOnCall(ctx: Koa.Context): void {
  const { res } = ctx
  if (res.headersSent) return
  const present = res.getHeader('Vary')
  if (present === undefined) res.setHeader('Vary', fields)
  else if (present !== fields) ctx.vary(fields)
}

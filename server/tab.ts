import type Koa from 'koa'

/** The tab that a request comes from; undefined for a page without a live stream, and for what is no id. */
export function tabOf(ctx: Koa.Context): string | undefined {
  const tab = ctx.get('Hyper-Tab')
  return /^[\w-]{1,64}$/.test(tab) ? tab : undefined
}

import type Koa from 'koa'

/** The call may come again: nothing of it runs while the store of calls does not say what became of it. */
export function storeFailed(ctx: Koa.Context, cause: unknown): never {
  const why = `the store of calls failed: ${(cause as Error | undefined)?.message}`
  return ctx.throw(503, `${ctx.method} ${ctx.path}: ${why}`, { cause, expose: false, headers: { 'Retry-After': '1' } })
}

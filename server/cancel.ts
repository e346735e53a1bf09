import type Koa from 'koa'
import { actionContext } from './action-context.js'
import { abort, type Exchange } from './exchange.js'
import { digest } from './fingerprint.js'
import { cancelled } from './lost.js'
import type { Settings } from './settings.js'

/** The page asks to stop a call that it has made. No route is asked: one of this URL and method may do something else. */
export function isCancel({ req }: Koa.Context, { call }: Exchange): boolean {
  return req.method === 'DELETE' && call !== undefined && req.headers['hyper-cancel'] === '1'
}

/** Answers 204 whether or not there was something to stop: it may have ended just now. */
export async function cancel(ctx: Koa.Context, exchange: Exchange): Promise<void> {
  await exchange.settings.idempotency?.store.cancel(exchange.call?.id ?? '', digest(scopeOf(ctx, exchange)))
  ctx.status = 204
}

/** Who makes the call. As it holds credentials, only its digest leaves this process. */
export function scopeOf(ctx: Koa.Context, { settings }: Exchange): string {
  const scope = settings.idempotency?.scope?.(actionContext(ctx))
  // not the cookies: an answer of which only the head arrived may have changed them
  return scope === undefined ? `authorization ${ctx.get('Authorization')}` : `scope ${scope}`
}

export function listenForCancels({ idempotency, work }: Settings): void {
  idempotency?.store.onCancel((key, scope) => {
    for (const exchange of work.exchanges) {
      if (exchange.key !== key || !isToRun(exchange)) continue
      if (digest(exchange.scope) !== scope || exchange.isCancelled) continue
      exchange.isCancelled = true
      abort(exchange, cancelled())
      exchange.stop?.()
    }
  })
}

/** It runs, or waits for that: for its hooks, or its body. */
function isToRun({ recording, replayed }: Exchange): boolean {
  return recording ? recording.isOpen : replayed === undefined
}

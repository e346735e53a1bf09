import type Koa from 'koa'
import type { Exchange } from './exchange.js'
import { fingerprintOf } from './fingerprint.js'
import type { Idempotency } from './idempotency.js'
import { Lost } from './lost.js'
import { openRecording } from './recording.js'

/**
 * Whether the handler is to run: for the first arrival of a call, whose answer is recorded from then on. For a later one
 * the exchange is given the key of the record that answers it. A handler that may run again does so if there is none.
 *
 * @throws Lost if the same id was used for something else.
 */
export async function isFirst(ctx: Koa.Context, exchange: Exchange, mayRunAgain: boolean): Promise<boolean> {
  const { key } = exchange
  const { idempotency } = exchange.settings
  if (key === undefined) return true
  if (!idempotency) {
    if (exchange.call?.attempt === 1 || mayRunAgain) return true
    throw new Lost(409, 'unknown', `${ctx.method} ${ctx.path}: the call may have run, and idempotency is off`)
  }
  const { store } = idempotency
  const begin = () => begun(ctx, idempotency, key, fingerprintOf(ctx, exchange))
  let state = await begin()
  if (mayRunAgain && (state === 'lost' || (state === 'whole' && (await isDropped(idempotency, key))))) {
    await store.forget(key)
    state = await begin()
  }
  if (state === 'new' && !mayRunAgain && firstSent(ctx, exchange) < (store.since ?? 0)) {
    await store.forget(key)
    throw new Lost(409, 'unknown', `${ctx.method} ${ctx.path}: the call may have run before this process began`)
  }
  if (state === 'new') {
    exchange.recording = openRecording(ctx, exchange, idempotency, key)
    return true
  }
  if (state === 'other') {
    const what = `${ctx.method} ${ctx.path}: the id of this call was used for another one`
    throw new Lost(422, 'unknown', `${what}, or by somebody else; each call has its own`)
  }
  exchange.replayed = key
  exchange.unused?.()
  return false
}

/** When the page sent the call for the first time, by our clock. */
function firstSent(ctx: Koa.Context, { call }: Exchange): number {
  const age = Number(ctx.get('Hyper-Age') || 0)
  return call && call.attempt > 1 && age >= 0 ? Date.now() - age : Date.now()
}

/** Nothing runs while it is not known whether it has run already. */
async function begun(ctx: Koa.Context, { store, ttl }: Idempotency, key: string, fingerprint: string) {
  try {
    return await store.begin(key, fingerprint, ttl)
  } catch (cause) {
    const why = `the store of calls failed: ${(cause as Error | undefined)?.message}`
    return ctx.throw(503, `${ctx.method} ${ctx.path}: ${why}`, {
      cause,
      expose: false,
      headers: { 'Retry-After': '1' },
    })
  }
}

async function isDropped({ store }: Idempotency, key: string): Promise<boolean> {
  const texts = await store.read(key, 0, new AbortController().signal)
  const last = texts.at(-2)
  return last === undefined || (last.startsWith('{') && last.includes('"reason":"unknown"'))
}

import type Koa from 'koa'
import type { Begun, CallStore } from './call-store.js'
import type { Exchange } from './exchange.js'
import { fingerprintOf } from './fingerprint.js'
import type { Idempotency } from './idempotency.js'
import { Lost } from './lost.js'
import { openRecording } from './recording.js'
import { storeFailed } from './store-failed.js'

/** A call that may have come before. */
interface Arrival {
  readonly ctx: Koa.Context
  readonly exchange: Exchange
  readonly idempotency: Idempotency
  readonly key: string
  readonly fingerprint: string
}

/**
 * Whether the handler is to run: for the first arrival of a call, whose answer is recorded from then on. For a later one
 * the exchange is given the key of the record that answers it. A handler that may run again does so if there is none.
 *
 * @throws Lost if the same id was used for something else.
 */
export function isFirst(ctx: Koa.Context, exchange: Exchange, mayRunAgain: boolean): boolean | Promise<boolean> {
  const { key } = exchange
  const { idempotency } = exchange.settings
  if (key === undefined) return true
  if (!idempotency) {
    if (exchange.call?.attempt === 1 || mayRunAgain) return true
    throw new Lost(409, 'unknown', `${ctx.method} ${ctx.path}: the call may have run, and idempotency is off`)
  }
  const arrival = { ctx, exchange, idempotency, key, fingerprint: fingerprintOf(ctx, exchange) }
  const begun = begin(arrival)
  // most calls come once, and most stores are in memory: they need not wait
  return typeof begun === 'string'
    ? decide(arrival, begun, mayRunAgain)
    : begun.then((state) => decide(arrival, state, mayRunAgain))
}

function decide(arrival: Arrival, begun: Begun, mayRunAgain: boolean): boolean | Promise<boolean> {
  const { ctx, exchange, idempotency, key } = arrival
  if (begun === 'new') {
    const { since } = mayRunAgain || (exchange.call?.attempt ?? 1) <= 1 ? {} : idempotency.store
    return since === undefined ? record(arrival) : judge(arrival, since)
  }
  if (begun === 'other') {
    const what = `${ctx.method} ${ctx.path}: the id of this call was used for another one`
    throw new Lost(422, 'unknown', `${what}, or by somebody else; each call has its own`)
  }
  if (mayRunAgain && begun !== 'running') return again(arrival, begun)
  exchange.replayed = key
  exchange.unused?.()
  return false
}

function record({ ctx, exchange, idempotency, key }: Arrival): true {
  exchange.recording = openRecording(ctx, exchange, idempotency, key)
  return true
}

/** Refuses what was first sent before the store's memory began. */
async function judge(arrival: Arrival, since: number | Promise<number>): Promise<true> {
  const { ctx, idempotency, key } = arrival
  const age = Number(ctx.get('Hyper-Age') || 0)
  try {
    if (!(age >= 0 && Date.now() - age < (await since))) return record(arrival)
    await idempotency.store.forget(key)
  } catch (cause) {
    return storeFailed(ctx, cause)
  }
  throw new Lost(
    409,
    'unknown',
    `${ctx.method} ${ctx.path}: the call may have run before the memory of its store began`,
  )
}

/** The handler runs again if there is no answer. */
async function again(arrival: Arrival, begun: Begun): Promise<boolean> {
  const { ctx, key, idempotency } = arrival
  try {
    if (begun === 'whole' && !(await isDropped(idempotency.store, key))) return decide(arrival, begun, false)
    await idempotency.store.forget(key)
  } catch (cause) {
    return storeFailed(ctx, cause)
  }
  return decide(arrival, await begin(arrival), true)
}

/** Nothing runs while it is not known whether it has run already. */
function begin({ ctx, idempotency: { store, ttl }, key, fingerprint }: Arrival): Begun | Promise<Begun> {
  const fail = (cause: unknown) => storeFailed(ctx, cause)
  try {
    const begun = store.begin(key, fingerprint, ttl)
    return typeof begun === 'string' ? begun : begun.catch(fail)
  } catch (cause) {
    return fail(cause)
  }
}

async function isDropped(store: CallStore, key: string): Promise<boolean> {
  const texts = await store.read(key, 0, new AbortController().signal)
  const last = texts.at(-2)
  return last === undefined || (last.startsWith('{') && last.includes('"reason":"unknown"'))
}

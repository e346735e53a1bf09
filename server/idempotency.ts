import type { ActionContext } from './action-context.js'
import type { CallStore } from './call-store.js'
import { memoryStore } from './memory-store.js'

export interface IdempotencyOptions {
  /** Where calls and their answers are kept. Default: `memoryStore()`. */
  store?: CallStore
  /** Milliseconds for which a call is remembered after it ended. Default 24 hours. */
  ttl?: number
  /** Bytes of an answer that are kept; of a longer one only that it was made. Default 1 MiB. */
  bytes?: number
  /**
   * Who makes the call: a retry by somebody else gets no answer. Asked for before the routes, with what middleware
   * before `hyper()` has found. Default, and if undefined: the header `Authorization`; nobody
   * else can guess the id of a call, which has 128 random bits.
   */
  scope?: (ctx: ActionContext) => string | undefined
}

/** How calls are run once each. */
export interface Idempotency extends Required<Omit<IdempotencyOptions, 'scope'>> {
  readonly scope: IdempotencyOptions['scope']
  /** What is on its way into the store. */
  readonly writing: Set<Promise<void>>
}

/** @throws TypeError for a limit that is no positive number. */
export function idempotencyOf(options: IdempotencyOptions | false | undefined): Idempotency | undefined {
  if (options === false) return undefined
  const { store = memoryStore(), ttl = 24 * 60 * 60 * 1000, bytes = 1024 * 1024, scope } = options ?? {}
  for (const [name, value] of Object.entries({ ttl, bytes })) {
    if (!(value > 0)) throw new TypeError(`hyper(): idempotency.${name} is ${value}; give a number above 0`)
  }
  return { store, ttl, bytes, scope, writing: new Set() }
}

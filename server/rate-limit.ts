import { isIPv6 } from 'node:net'
import type Koa from 'koa'
import { type ActionContext, actionContext } from './action-context.js'
import { findExchange } from './exchange.js'
import { createMemory } from './rate-memory.js'

export interface RateLimit {
  /** How many calls may come at once; then one more may in each `per / calls` milliseconds. */
  calls: number
  /** Milliseconds in which all of `calls` may come again. */
  per: number
  /** Whose calls are counted together. Default: those of one IP address; for IPv6, of one /64 network. */
  by?: (ctx: ActionContext) => string
  /** Where it is counted. Default: the memory of this process, for the 10000 keys that called last. */
  store?: RateStore
}

/** Counts calls for several processes. */
export interface RateStore {
  /**
   * Takes one of the calls that the key may make. Gives 0 if it may make it, else the milliseconds until it may. The key
   * is the name or the route of the action, a space, and what `by` gave.
   */
  take(key: string, limit: { calls: number; per: number }): number | Promise<number>
}

/**
 * Refuses, with 429 and `Retry-After`, calls beyond the limit.
 *
 * @throws TypeError for a limit that is no positive number.
 */
export function createRateLimit(limit: RateLimit): (ctx: Koa.Context) => Promise<void> {
  const { calls, per, by = addressOf, store = createMemory() } = limit
  check('calls', calls >= 1 && Number.isInteger(calls), calls)
  check('per', per > 0 && Number.isFinite(per), per)
  return async (ctx) => {
    const wait = await store.take(`${nameOf(ctx)} ${by(actionContext(ctx))}`, { calls, per })
    if (wait <= 0) return
    const seconds = Math.ceil(wait / 1000)
    ctx.throw(429, `Too many calls; the next may come in ${seconds} s`, {
      headers: { 'Retry-After': String(seconds) },
    })
  }
}

function check(option: keyof RateLimit, isRight: boolean, value: unknown): void {
  if (!isRight) throw new TypeError(`action(): limit.${option} is a whole number above 0, not ${String(value)}`)
}

/** The route and not the path, or each id would be counted by itself. */
function nameOf(ctx: Koa.Context): string {
  return findExchange(ctx)?.named ?? String(ctx['_matchedRoute'] ?? '')
}

/** Who has one IPv6 address has the 2 ** 64 others of its network. */
function addressOf({ ip }: ActionContext): string {
  // one that holds an IPv4 address, as sockets that take both have it, is that address
  if (!isIPv6(ip) || ip.includes('.')) return ip
  const [head = '', tail] = ip.split('::')
  const groups = (text: string | undefined) => (text ? text.split(':') : [])
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail)]
  return `${all.slice(0, 4).join(':')}::/64`
}

import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Begun, CallStore } from './call-store.js'

/** What the store needs of a client: that of the package `redis`, once it is connected, has it. */
export interface RedisClient {
  sendCommand(command: string[]): Promise<unknown>
}

export interface RedisStoreOptions {
  /** What all its keys begin with. Default `hyper:`. */
  prefix?: string
  /** Milliseconds without a sign of life after which a process counts as gone. Default 10000. */
  lease?: number
}

const deleteIfEqual = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end`

/** Milliseconds between two looks at what another process has written, or wants to be cancelled. */
const interval = 200

/**
 * Keeps calls in Redis: for several processes, and beyond their ends. Each process renews a lease while it runs calls;
 * when that has run out, they are lost.
 */
export function redisStore(
  client: RedisClient,
  { prefix = 'hyper:', lease = 10_000 }: RedisStoreOptions = {},
): CallStore {
  const own = randomUUID()
  /** How long each is remembered, in milliseconds. */
  const running = new Map<string, number>()
  /** Of each key, how many wait for the word that they have begun. */
  const starting = new Map<string, number>()
  let begun = 0
  /** For how many milliseconds a call is remembered at most. */
  let longest = lease
  const listeners: ((key: string, scope: string) => void)[] = []
  let renewed = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined

  const send = (...command: (string | number)[]) => client.sendCommand(command.map(String))
  const headOf = (key: string) => `${prefix}call:${key}`
  const textsOf = (key: string) => `${prefix}call:${key}:texts`
  const aliveOf = (owner: string) => `${prefix}process:${owner}`
  const sinceKey = `${prefix}since`
  const inboxOf = (owner: string) => `${prefix}process:${owner}:cancels`

  /** When its memory began: a Redis that has lost its calls has lost this, too. */
  const remember = async () => {
    const [, since] = await Promise.all([
      send('SET', sinceKey, Date.now(), 'PX', longest, 'NX'),
      send('GET', sinceKey),
      send('PEXPIRE', sinceKey, longest),
    ])
    return Number(since)
  }
  const renew = async () => {
    if (performance.now() - renewed < lease / 4) return
    const expire = ([key, ttl]: [string, number]) => [
      send('PEXPIRE', headOf(key), Math.ceil(Math.max(ttl, lease))),
      send('PEXPIRE', textsOf(key), Math.ceil(Math.max(ttl, lease))),
    ]
    await Promise.all([send('SET', aliveOf(own), 1, 'PX', lease), remember(), ...[...running].flatMap(expire)])
    renewed = performance.now()
  }
  const hearCancels = async () => {
    for (let cancel = await send('LPOP', inboxOf(own)); cancel; cancel = await send('LPOP', inboxOf(own))) {
      const [key, scope] = String(cancel).split(' ') as [string, string]
      for (const listener of listeners) listener(key, scope)
    }
  }
  const tick = async () => {
    try {
      await renew()
      await hearCancels()
    } catch {
      // the next look may succeed; what calls themselves need of the store fails them aloud
    }
    timer = running.size > 0 ? setTimeout(tick, interval).unref() : undefined
  }
  const ownerOf = async (key: string): Promise<[fingerprint: string, owner: string] | undefined> => {
    const head = await send('GET', headOf(key))
    return head ? (String(head).split(' ') as [string, string]) : undefined
  }
  const isRunning = async (key: string, owner: string) =>
    owner === own ? running.has(key) || starting.has(key) : Number(await send('EXISTS', aliveOf(owner))) === 1
  const beginNew = async (key: string, fingerprint: string, ttl: number) => {
    const head = `${fingerprint} ${own} ${++begun}`
    starting.set(key, (starting.get(key) ?? 0) + 1)
    try {
      const isNew = Boolean(await send('SET', headOf(key), head, 'PX', Math.ceil(Math.max(ttl, lease)), 'NX'))
      if (isNew) running.set(key, ttl)
      if (isNew) timer ??= setTimeout(tick, interval).unref()
      return isNew
    } catch (error) {
      // it may have begun all the same; what cannot be taken back is lost
      send('EVAL', deleteIfEqual, 1, headOf(key), head).catch(() => {})
      throw error
    } finally {
      const others = (starting.get(key) ?? 1) - 1
      if (others > 0) starting.set(key, others)
      else starting.delete(key)
    }
  }

  return {
    get since() {
      return remember()
    },
    async begin(key, fingerprint, ttl): Promise<Begun> {
      longest = Math.max(longest, Math.ceil(ttl))
      await renew()
      if (await beginNew(key, fingerprint, ttl)) return 'new'
      const [present, owner = ''] = (await ownerOf(key)) ?? []
      if (present !== fingerprint) return 'other'
      // asked before the texts, as below
      const runs = await isRunning(key, owner)
      if ((await send('LINDEX', textsOf(key), -1)) === '') return 'whole'
      return runs ? 'running' : 'lost'
    },
    async append(key, texts, ttl) {
      try {
        await Promise.all([
          send('RPUSH', textsOf(key), ...texts),
          send('PEXPIRE', textsOf(key), Math.ceil(ttl)),
          send('PEXPIRE', headOf(key), Math.ceil(ttl)),
        ])
      } finally {
        if (texts.at(-1) === '') running.delete(key)
      }
    },
    async read(key, from, abortSignal) {
      while (!abortSignal.aborted) {
        // asked before the texts, so that the last ones of a process are not missed
        const [, owner] = (await ownerOf(key)) ?? []
        const alive = owner !== undefined && (await isRunning(key, owner))
        const texts = (await send('LRANGE', textsOf(key), from, -1)) as string[]
        if (texts.length > 0 || !alive) return texts
        await wait(interval, undefined, { signal: abortSignal }).catch(() => {}) // aborted: the loop ends
      }
      return []
    },
    async forget(key) {
      running.delete(key)
      await send('DEL', headOf(key), textsOf(key))
    },
    async cancel(key, scope) {
      const [, owner] = (await ownerOf(key)) ?? []
      if (owner === own || owner === undefined) for (const listener of listeners) listener(key, scope)
      else {
        await send('RPUSH', inboxOf(owner), `${key} ${scope}`)
        await send('PEXPIRE', inboxOf(owner), lease)
      }
    },
    onCancel: (listener) => void listeners.push(listener),
    async close() {
      clearTimeout(timer)
      running.clear()
      await send('DEL', aliveOf(own), inboxOf(own))
    },
  }
}

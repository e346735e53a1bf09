import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { RedisClient } from '../redis-store.js'
import { within } from '../within.js'
import type { Bus, BusListener, Entry, Position } from './bus.js'
import { look, members, put } from './redis-scripts.js'

/** A connection of its own, for what blocks one: that of the package `redis` has it. */
export interface RedisConnection extends RedisClient {
  on(event: 'error', listener: (error: Error) => void): unknown
  connect(): Promise<unknown>
  destroy(): void
  subscribe(channel: string, listener: (text: string) => void): Promise<unknown>
  unsubscribe(channel: string, listener: (text: string) => void): Promise<unknown>
}

/** What the bus needs of a client: that of the package `redis`, once it is connected, has it. */
export interface RedisBusClient extends RedisClient {
  duplicate(): RedisConnection
}

export interface RedisBusOptions {
  /** What all its keys and channels begin with. Default `hyper:`. */
  prefix?: string
  /** About how many entries the log keeps, for pages that come to another process. Default 10000. */
  entries?: number
  /** Seconds after the last entry for which the log is kept. Default 3600. */
  seconds?: number
}

/** Milliseconds for which the reader waits for an entry, before it looks whether the log is the one that it knows. */
const block = 2000

/** Milliseconds that Redis may take to answer. */
const patience = 5000

/** Messages that may wait for Redis. */
const most = 10_000

/** Characters that are read of the log for one page that comes back. */
const mostBytes = 4 * 1024 * 1024

/** Entries that are read at a time. */
const page = 1000

/**
 * A bus for several processes. Each of them reads one log for all topics, by a connection of its own, and goes on where
 * it was when that was lost.
 */
export function redisBus(client: RedisBusClient, options: RedisBusOptions = {}): Bus {
  const { prefix = 'hyper:', entries = 10_000, seconds = 3600 } = options
  const [log, state] = [`${prefix}log`, `${prefix}log:state`]
  const own = new Set<RedisConnection>()
  let position: Position | undefined
  let isClosed = false
  let publishing = 0
  let subscriber: Promise<RedisConnection> | undefined

  const send = (to: RedisClient, ...command: (string | number)[]) =>
    inTime(to.sendCommand(command.map(String)), patience)
  const lookAt = async (to: RedisClient, ...more: (string | number)[]): Promise<Position> => {
    const fresh = randomBytes(9).toString('base64url')
    const known = [position?.epoch ?? '', position?.n ?? 0, fresh]
    const [epoch, n] = (await send(to, 'EVAL', look, 2, log, state, ...known, ...more)) as [string, string]
    return { epoch, n: Number(n) }
  }
  const connectOwn = async (onError: (error: Error) => void): Promise<RedisConnection> => {
    const connection = client.duplicate()
    own.add(connection)
    connection.on('error', onError)
    await connection.connect()
    return connection
  }
  const leave = (connection: RedisConnection) => {
    own.delete(connection)
    connection.destroy()
  }
  /** Reads what there is, as far as nothing is missing. False if something is, or might be. */
  const read = async (reader: RedisClient, from: Position, listener: BusListener): Promise<boolean> => {
    const command = ['XREAD', 'COUNT', page, 'BLOCK', block, 'STREAMS', log, `${from.n}-0`]
    const found = entriesIn(await inTime(reader.sendCommand(command.map(String)), block + patience))
    for (const entry of found) {
      if (entry.epoch !== from.epoch || entry.n !== (position as Position).n + 1) {
        position = undefined
        return false
      }
      position = entry
      listener.entry(entry)
    }
    return found.length > 0
  }
  const follow = async (listener: BusListener, begun: () => void) => {
    let reader: RedisConnection | undefined
    let isSure = false
    let isAway = false
    // once, however often it is tried again
    const tell = (error: Error) => {
      if (!isAway && !isClosed) listener.error(error)
      isAway = true
    }
    while (!isClosed) {
      try {
        reader ??= await connectOwn(tell)
        if (!isSure) {
          const present = await lookAt(reader)
          isAway = false
          if (present.epoch !== position?.epoch || present.n < position.n) {
            position = present
            listener.begin(present)
            begun()
          }
        }
        isSure = await read(reader, position as Position, listener)
      } catch (error) {
        isSure = false
        tell(error as Error)
        // its socket may be dead and not know it
        if (reader && error instanceof Silence) {
          leave(reader)
          reader = undefined
        }
        await wait(100 + Math.random() * 400, undefined, { ref: false })
      }
    }
  }

  return {
    open: (listener) =>
      new Promise((resolve) => {
        void follow(listener, resolve)
      }),
    async publish(key, text) {
      if (publishing >= most) throw new Error(`redisBus(): ${most} messages wait for Redis; is it there?`)
      publishing++
      try {
        await lookAt(client, key, text, entries, seconds * 1000)
      } catch (cause) {
        throw new Error(`redisBus(): a message was not published, or may be: ${cause}`, { cause })
      } finally {
        publishing--
      }
    },
    async since(after) {
      const [epoch, last] = (await send(client, 'HMGET', state, 'epoch', 'n')) as [string | null, string | null]
      const missing = Number(last) - after.n
      const all: Entry[] = []
      let bytes = 0
      if (epoch !== after.epoch || missing < 0) return undefined
      while (all.length < missing) {
        const from = `(${after.n + all.length}-0`
        const found = parsed(await send(client, 'XRANGE', log, from, '+', 'COUNT', page))
        for (const entry of found) {
          bytes += entry.text.length
          if (entry.epoch !== epoch || entry.n !== after.n + all.length + 1 || bytes > mostBytes) return undefined
          all.push(entry)
        }
        if (found.length === 0) return undefined
      }
      return all
    },
    send: async (channel, text) => Number(await send(client, 'PUBLISH', prefix + channel, text)),
    async listen(channel, listener) {
      // its client goes on trying, and whatever else fails tells that Redis is away
      subscriber ??= connectOwn(() => {})
      const connection = await subscriber
      await connection.subscribe(prefix + channel, listener)
      return async () => {
        if (!isClosed) await connection.unsubscribe(prefix + channel, listener)
      }
    },
    async put(set, added, ttl) {
      await send(client, 'EVAL', put, 1, `${prefix}set:${set}`, Math.ceil(ttl), ...[...added].flat())
    },
    async drop(set, member) {
      await send(client, 'HDEL', `${prefix}set:${set}`, member)
    },
    async members(set) {
      const [texts, gone] = (await send(client, 'EVAL', members, 1, `${prefix}set:${set}`)) as [string[], number]
      return { texts, gone }
    },
    async close() {
      isClosed = true
      for (const connection of own) connection.destroy()
    },
  }
}

/** Redis did not answer in time. */
class Silence extends Error {}

async function inTime<T>(doing: Promise<T>, milliseconds: number): Promise<T> {
  const done = await within(
    milliseconds,
    doing.then((value) => ({ value })),
  )
  if (done) return done.value
  throw new Silence(`redisBus(): Redis has not answered in ${milliseconds} ms; what was asked may be done, or lost`)
}

type RawEntry = [id: string, fields: string[]]

/** The entries of an XREAD of one stream: RESP3 has them in an object, RESP2 in a list. */
function entriesIn(reply: unknown): Entry[] {
  if (!reply) return []
  const [stream] = Array.isArray(reply) ? reply : Object.entries(reply)
  return parsed((stream as [string, unknown] | undefined)?.[1])
}

function parsed(raw: unknown): Entry[] {
  return ((raw as RawEntry[] | undefined) ?? []).map(([id, [, epoch = '', , key = '', , text = '']]) => ({
    epoch,
    n: Number.parseInt(id, 10),
    key,
    text,
  }))
}

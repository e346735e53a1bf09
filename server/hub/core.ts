import { type JsonReplacer, stringify } from '../json.js'
import type { Returned } from '../returned.js'
import type { Views } from '../view/views.js'
import type { Json } from '../wire.js'
import { type Bus, cursorOf, type Entry, type Position } from './bus.js'
import { type Connection, end, type Leaving } from './connection.js'
import { eventOf, eventsOf } from './frame.js'
import { deliver, resume } from './pace.js'
import type { Presence } from './presence.js'
import { keep, type Ring, restart } from './ring.js'

export interface HubLimits {
  /** Bytes of one message. Default 256 KiB. */
  message?: number
  /** Bytes that wait for one client to read; beyond that it has a gap. Default 256 KiB. */
  backlog?: number
  /** Topics of one connection. Default 100. */
  topics?: number
  /** Connections of one user, and views, in each process. Default 100. */
  connections?: number
  /** Views of each process, those that wait for their pages among them. Default 100000. */
  views?: number
}

/** What the parts of a hub share. */
export interface Core {
  readonly bus: Bus
  readonly ring: Ring
  readonly presence: Presence
  readonly limits: Required<HubLimits>
  readonly json: JsonReplacer | undefined
  readonly onError: (error: Error) => void
  readonly connections: Set<Connection>
  /** Who is sent what is published under a key. */
  readonly audience: Map<string, Set<Connection>>
  /** Who in this process hears the messages of a topic. */
  readonly hearers: Map<string, Set<(message: Json) => void>>
  /** Fulfilled once the bus is heard. */
  ready: Promise<void>
  isClosing: boolean
  /** Keeps quiet connections open. */
  heart: NodeJS.Timeout | undefined
  /** Tells all pages to come back; what `close()` of `hyper()` calls. */
  readonly retreat: () => Promise<void>
  /** The pages' states that are kept here, once there is one. */
  views: Views | undefined
}

/** Topics, users and messages of topics are keys of one log, and none can be taken for another. */
export const keyOf = {
  topic: (topic: string) => `t${topic}`,
  user: (user: string | number) => `u${user}`,
  message: (topic: string) => `m${topic}`,
}

/** Begins to hear the bus. */
export function open(core: Core): Promise<void> {
  const { bus, ring, connections, onError } = core
  return bus.open({
    begin(position: Position) {
      restart(ring, position)
      core.views?.missed()
      for (const connection of connections) {
        connection.lost = true
        if (connection.lagging === undefined) void resume(core, connection)
      }
    },
    entry: (entry) => hear(core, entry),
    error: onError,
  })
}

function hear(core: Core, entry: Entry): void {
  const { ring, audience, hearers, onError } = core
  const isMessage = entry.key[0] === 'm'
  const kept = keep(ring, isMessage ? { ...entry, text: '' } : entry)
  if (!isMessage) {
    for (const connection of audience.get(entry.key) ?? []) deliver(core, connection, kept)
    return
  }
  for (const hearer of [...(hearers.get(entry.key) ?? [])]) {
    try {
      hearer(JSON.parse(entry.text) as Json)
    } catch (error) {
      onError(error as Error)
    }
  }
}

/**
 * Says something to all connections of a key; `except` is the tab that is left out. Who does not wait for the promise
 * need not fear that it fails: that is reported, too.
 *
 * @throws TypeError for what is no item, RangeError for what is too large.
 */
export function publish(core: Core, key: string, items: Returned, except?: string): Promise<void> {
  const put = async (text: string) => {
    if (text) await add(core, key, except ? eventOf('except', { tab: except }) + text : text)
  }
  const text = eventsOf(items, core.json)
  // what is ready keeps the order in which it was published
  return reported(core, typeof text === 'string' ? put(text) : text.then(put))
}

/** Says something to those in all processes who hear the messages of a topic. */
export function tell(core: Core, topic: string, message: Json): Promise<void> {
  return reported(core, add(core, keyOf.message(topic), stringify(message, core.json)))
}

async function add({ bus, limits }: Core, key: string, text: string): Promise<void> {
  const bytes = Buffer.byteLength(text)
  if (bytes <= limits.message) return bus.publish(key, text)
  throw new RangeError(
    `hub: a message for ${JSON.stringify(key.slice(1))} has ${bytes} bytes, and the limit is ${limits.message}; send less, or raise limits.message`,
  )
}

function reported(core: Core, doing: Promise<void>): Promise<void> {
  doing.catch(core.onError)
  return doing
}

/** Hears what is told to a topic, until the function that it gives is called. */
export function listen({ hearers }: Core, topic: string, hearer: (message: Json) => void): () => void {
  const key = keyOf.message(topic)
  const all = hearers.get(key) ?? new Set()
  hearers.set(key, all.add(hearer))
  return () => {
    all.delete(hearer)
    if (all.size === 0 && hearers.get(key) === all) hearers.delete(key)
  }
}

export function subscribe({ audience }: Core, connection: Connection, key: string): void {
  if (!connection.keys.includes(key)) connection.keys.push(key)
  const all = audience.get(key)
  if (all) all.add(connection)
  else audience.set(key, new Set([connection]))
}

export function unsubscribe({ audience }: Core, connection: Connection, key: string): void {
  connection.keys.splice(connection.keys.indexOf(key), 1)
  const all = audience.get(key)
  all?.delete(connection)
  if (all?.size === 0) audience.delete(key)
}

/** The connection is over: it is sent nothing more, and who waits for it is told. */
export function forget(core: Core, connection: Connection): void {
  const { connections, onError } = core
  if (!connections.delete(connection)) return
  for (const key of [...connection.keys]) unsubscribe(core, connection, key)
  for (const tell of connection.ended) {
    try {
      tell(connection.leaving ?? 'left')
    } catch (error) {
      onError(error as Error)
    }
  }
}

/** Ends the connections that match. */
export function endAll({ connections }: Core, why: Leaving, spread = 0, matches = (_: Connection) => true): void {
  for (const connection of [...connections]) if (matches(connection)) end(connection, why, spread)
}

/** What is published from now on comes behind this. */
export function cursor({ ring }: Core): string {
  return ring.epoch && cursorOf({ epoch: ring.epoch, n: ring.last })
}

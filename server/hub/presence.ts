import { setTimeout as wait } from 'node:timers/promises'
import type { ActionContext } from '../action-context.js'
import type { Returned } from '../returned.js'
import type { Json } from '../wire.js'
import type { Connection } from './connection.js'
import { type Core, keyOf, publish } from './core.js'
import { eventsOf } from './frame.js'
import { sendTo } from './pace.js'

/** Somebody who is there, as others may see it; several connections of one `id` are one person. */
export interface Person {
  readonly id: string | number
  readonly [name: string]: Json
}

export interface PresenceOptions {
  /** Who connects, to be seen in all topics of the connection; undefined is nobody. */
  who: (ctx: ActionContext) => Person | undefined | Promise<Person | undefined>
  /** What the pages of a topic are told when somebody has come or gone. Default: nothing. */
  items?: (present: readonly Person[], topic: string) => Returned
}

export interface PresenceTimes {
  /** Milliseconds without a sign of life after which a process, and those who are connected to it, count as gone. Default 15000. */
  lease?: number
  /** Milliseconds for which somebody whose last connection is over is still there: pages are reloaded. Default 2000. */
  grace?: number
}

/** Who is there by this process. */
export interface Presence {
  readonly times: Required<PresenceTimes>
  /** By topic and connection. */
  readonly own: Map<string, Map<string, string>>
  readonly items: Map<string, PresenceOptions['items']>
  /** Topics that are being told, and whether something has changed since. */
  readonly telling: Map<string, boolean>
  timer: NodeJS.Timeout | undefined
}

/** Milliseconds in which changes are gathered, while there are many. */
const pause = 200

export function createPresence({ lease = 15_000, grace = 2000 }: PresenceTimes = {}): Presence {
  return { times: { lease, grace }, own: new Map(), items: new Map(), telling: new Map(), timer: undefined }
}

/** Everybody who is in a topic, in any process, in the order of their ids. */
export async function present({ bus }: Core, topic: string): Promise<Person[]> {
  const { texts } = await bus.members(setOf(topic))
  const people = new Map(texts.map((text) => JSON.parse(text) as Person).map((person) => [String(person.id), person]))
  return [...people].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, person]) => person)
}

/** Somebody is there, as long as the connection is. */
export async function enter(
  core: Core,
  connection: Connection,
  topics: readonly string[],
  given: Given,
): Promise<void> {
  const { person, items } = given
  const { bus, presence, onError } = core
  const text = JSON.stringify(person)
  presence.timer ??= setInterval(() => void renew(core).catch(onError), presence.times.lease / 3).unref()
  connection.ended.push(() => {
    for (const topic of topics) leave(core, connection, topic, text).catch(onError)
  })
  for (const topic of topics) {
    const before = await present(core, topic)
    if (!core.connections.has(connection)) return
    const own = presence.own.get(topic) ?? new Map<string, string>()
    presence.own.set(topic, own.set(connection.id, text))
    presence.items.set(topic, items)
    await bus.put(setOf(topic), own, presence.times.lease)
    if (!before.some(({ id }) => id === person.id)) await announce(core, topic)
    else if (items) sendTo(core, connection, await eventsOf(items(before, topic), core.json))
  }
}

interface Given {
  person: Person
  items: PresenceOptions['items']
}

async function leave(core: Core, { id }: Connection, topic: string, text: string): Promise<void> {
  const { bus, presence } = core
  const own = presence.own.get(topic)
  own?.delete(id)
  if (own?.size === 0) presence.own.delete(topic)
  if (core.isClosing) return
  // if this process is gone by then, another one sees it
  await bus.put(setOf(topic), new Map([[id, text]]), 2 * presence.times.grace)
  await wait(presence.times.grace, undefined, { ref: false })
  if (core.isClosing) return
  await bus.drop(setOf(topic), id)
  const gone = (JSON.parse(text) as Person).id
  if (!(await present(core, topic)).some((person) => person.id === gone)) await announce(core, topic)
}

/** This process is about to end: those who were here, and do not come back to another one, are seen a little longer. */
export async function retire({ bus, presence }: Core): Promise<void> {
  const { own, times } = presence
  clearInterval(presence.timer)
  await Promise.all(Array.from(own, ([topic, members]) => bus.put(setOf(topic), members, 2 * times.grace)))
  own.clear()
}

/** Shows that this process lives, and sees who does not. */
async function renew(core: Core): Promise<void> {
  const { bus, presence } = core
  for (const [topic, own] of presence.own) {
    await bus.put(setOf(topic), own, presence.times.lease)
    const { gone } = await bus.members(setOf(topic))
    if (gone > 0) await announce(core, topic)
  }
}

/** Tells a topic who is there, until it is so. What two processes tell at once may come in the wrong order. */
async function announce(core: Core, topic: string): Promise<void> {
  const { items, telling } = core.presence
  const itemsOf = items.get(topic)
  if (!itemsOf) return
  const isTelling = telling.has(topic)
  telling.set(topic, true)
  if (isTelling) return
  try {
    for (let told = ''; ; ) {
      telling.set(topic, false)
      const people = await present(core, topic)
      const text = JSON.stringify(people)
      if (text === told && !telling.get(topic)) return
      if (text !== told) await publish(core, keyOf.topic(topic), itemsOf(people, topic))
      told = text
      await wait(pause, undefined, { ref: false })
    }
  } finally {
    telling.delete(topic)
    if (!core.presence.own.has(topic)) items.delete(topic)
  }
}

const setOf = (topic: string) => `present:${topic}`

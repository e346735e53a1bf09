import type Koa from 'koa'
import type { Bus } from './hub/bus.js'
import { type Core, cursor, endAll, type HubLimits, keyOf, listen, open, publish, tell } from './hub/core.js'
import { type LiveOptions, live } from './hub/live.js'
import { memoryBus } from './hub/memory-bus.js'
import { createPresence, type Person, type PresenceTimes, present, retire } from './hub/presence.js'
import { createRing, type ReplayOptions } from './hub/ring.js'
import type { JsonReplacer } from './json.js'
import type { Returned } from './returned.js'
import { endViews } from './view/views.js'
import type { Json } from './wire.js'
import { within } from './within.js'

export interface HubOptions {
  /** Carries messages from one process to all. Default: `memoryBus()`, for one process. */
  bus?: Bus
  /** What is kept for pages that were away. */
  replay?: ReplayOptions
  limits?: HubLimits
  /** When somebody who is gone is seen no more. */
  presence?: PresenceTimes
  /** Replaces values that JSON does not know, as `hyper({ json })`. */
  json?: JsonReplacer
  /** Hears what fails: publishing, and what nobody waits for. Default `console.error`. */
  onError?: (error: Error) => void
}

export interface PublishOptions {
  /** The tab that is left out: `ctx.hyper.tab` is that of the sender. */
  except?: string | undefined
}

/** An open stream, as `hub.connections()` lists it. */
export interface ConnectionInfo {
  readonly id: string
  readonly user: string | undefined
  readonly tab: string | undefined
  readonly path: string
  /** When it was opened, in milliseconds as of `Date.now()`. */
  readonly since: number
}

export interface HubCloseOptions {
  /** Milliseconds over which the pages come back, each after a while by chance. Default 1000. */
  drain?: number
}

/** Lets the server speak first: pages that have `x-live` hear what is published. */
export interface Hub {
  /** The handler of a route that `x-live` names: `router.get('/rooms/:id/live', hub.live({ … }))`. */
  live(options?: LiveOptions): Koa.Middleware
  /**
   * Sends items to all pages that have the topic. Fulfilled once the bus has them; it need not be awaited.
   *
   * @throws TypeError for what is no item, or answers a call.
   */
  publish(topic: string, items: Returned, options?: PublishOptions): Promise<void>
  /** Sends items to all pages of a user. */
  to(who: { user: string | number }): { publish(items: Returned, options?: PublishOptions): Promise<void> }
  /** Sends a message to those on the server who hear the topic, in all processes. */
  tell(topic: string, message: Json): Promise<void>
  /** Hears the messages of a topic, until the function that it gives is called. */
  hear(topic: string, hearer: (message: Json) => void): () => void
  /** Everybody who is in a topic now, by any process, each once, in the order of their ids. */
  presence(topic: string): Promise<Person[]>
  /** Up to where a page has everything whose data is read after this: `x-live="/live#${hub.cursor()}"`. */
  cursor(): string
  /** The streams that are open in this process. */
  connections(): ConnectionInfo[]
  /** Closes the streams of a user, in all processes. Their pages come back, and are asked again who they are. */
  disconnect(who: { user: string | number }): Promise<void>
  /** Tells all pages to come back, closes their streams and the bus. */
  close(options?: HubCloseOptions): Promise<void>
}

/** Milliseconds that views have to hear of the end of their process. */
const farewell = 10_000

const parts = Symbol('alpine-hyper hub')

/** Makes a hub: one for an application, in each of its processes. */
export function createHub(options: HubOptions = {}): Hub {
  const { bus = memoryBus(), replay, limits, presence, json, onError = console.error } = options
  const core: Core = {
    bus,
    ring: createRing(replay),
    presence: createPresence(presence),
    limits: { message: 256 * 1024, backlog: 256 * 1024, topics: 100, connections: 100, views: 100_000, ...limits },
    json,
    onError,
    connections: new Set(),
    audience: new Map(),
    hearers: new Map(),
    ready: Promise.resolve(),
    isClosing: false,
    heart: undefined,
    retreat: () => leave(core, 1000),
    views: undefined,
  }
  core.ready = open(core)
  const disconnect = (user: string) => {
    void endViews(core, 'revoked', (view) => view.user === user)
    endAll(core, 'retreat', 0, (connection) => connection.user === user)
  }
  const leaving = bus.listen('disconnect', disconnect)
  leaving.catch((error) => core.isClosing || onError(error))
  const hub: Hub & { [parts]: Core } = {
    [parts]: core,
    live: (options = {}) => live(core, options),
    publish: (topic, items, { except } = {}) => publish(core, keyOf.topic(topic), items, except),
    to: ({ user }) => ({
      publish: (items, { except } = {}) => publish(core, keyOf.user(user), items, except),
    }),
    tell: (topic, message) => tell(core, topic, message),
    hear: (topic, hearer) => listen(core, topic, hearer),
    presence: (topic) => present(core, topic),
    cursor: () => cursor(core),
    connections: () =>
      Array.from(core.connections, ({ id, user, tab, path, since }) => ({ id, user, tab, path, since })),
    async disconnect({ user }) {
      // here at once, whether or not the others can be reached
      disconnect(String(user))
      await bus.send('disconnect', String(user))
    },
    async close({ drain = 1000 } = {}) {
      try {
        await leave(core, drain)
      } finally {
        await bus.close()
      }
    },
  }
  return hub
}

/** What the parts of a hub share, for what is built on it. */
export function coreOf(hub: Hub): Core {
  return (hub as Hub & { [parts]: Core })[parts]
}

/** Views are told once their pages are on the way to another process. */
async function leave(core: Core, drain: number): Promise<void> {
  core.isClosing = true
  clearInterval(core.heart)
  clearInterval(core.views?.timer)
  endAll(core, 'retreat', drain)
  await within(farewell, Promise.all([endViews(core, 'shutdown'), retire(core)]))
  core.views?.peers.close()
}

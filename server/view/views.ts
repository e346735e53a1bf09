import { randomBytes } from 'node:crypto'
import { type Core, listen } from '../hub/core.js'
import type { DisconnectReason } from '../view.js'
import type { Json } from '../wire.js'
import { acceptorFor } from './forward.js'
import { end } from './life.js'
import { sweep } from './log.js'
import { post, stuck } from './mailbox.js'
import { createPeers, type Peers } from './peers.js'
import type { ViewHost, ViewRecord } from './record.js'

/** The views of a process. */
export interface Views {
  /** What the ids of its views begin with. */
  readonly process: string
  readonly open: Map<string, ViewRecord>
  /** Those of each user, the oldest first. */
  readonly ofUsers: Map<string, Set<ViewRecord>>
  readonly peers: Peers
  readonly host: ViewHost
  /** Messages of topics may be lost. */
  missed(): void
  /** Gives back memory that a quiet view needs no more. */
  readonly timer: NodeJS.Timeout
}

const sweeping = 60_000

/** Those of a hub, made when they are first asked for. */
export function viewsOf(core: Core): Views {
  core.views ??= createViews(core)
  return core.views
}

function createViews(core: Core): Views {
  const open = new Map<string, ViewRecord>()
  const ofUsers = new Map<string, Set<ViewRecord>>()
  const timer = setInterval(() => {
    for (const { log } of open.values()) sweep(log)
  }, sweeping)
  const process = randomBytes(9).toString('base64url')
  const peers = createPeers(core.bus, process, acceptorFor(open), (error) => core.isClosing || core.onError(error))
  const host = hostOf(core, open, ofUsers)
  const missed = () => {
    // one that has a stream hears of it by that
    for (const record of open.values()) if (record.topics?.size && !record.line) host.missed(record)
  }
  return { process, open, ofUsers, peers, host, missed, timer: timer.unref() }
}

/** Makes room for one more, if need be: at the expense of one that has waited for its page, or it is undefined. */
export function newId({ limits }: Core, views: Views, user: string | undefined): string | undefined {
  const { process, open, ofUsers } = views
  const own = user === undefined ? undefined : ofUsers.get(user)
  // who comes and goes all the time takes no view of others
  if (own && own.size >= limits.connections) endOne(own)
  if (open.size >= limits.views && !endOne(open.values())) return undefined
  return `${process}.${randomBytes(16).toString('base64url')}`
}

/** Ends the oldest that waits for its page. False if there is none. */
function endOne(records: Iterable<ViewRecord>): boolean {
  for (const record of records) {
    if (record.line || !record.isConnected) continue
    void end(record, 'lost')
    return true
  }
  return false
}

/** Whoever has its id finds it from now on. */
export function add({ open, ofUsers }: Views, record: ViewRecord): void {
  const { id, user } = record
  open.set(id, record)
  if (user === undefined) return
  const own = ofUsers.get(user)
  if (own) own.add(record)
  else ofUsers.set(user, new Set([record]))
}

/** The process that a view belongs to; undefined for what is no id. */
export function processOf(id: string): string | undefined {
  return /^([\w-]{12})\.[\w-]{22}$/.exec(id)?.[1]
}

/** Ends views, and waits until they are told. */
export async function endViews(
  { views }: Core,
  reason: DisconnectReason,
  matches = (_: ViewRecord) => true,
): Promise<void> {
  await Promise.all(
    Array.from(views?.open.values() ?? [])
      .filter(matches)
      .map((record) => end(record, reason)),
  )
}

function hostOf(core: Core, open: Views['open'], ofUsers: Views['ofUsers']): ViewHost {
  const { json, limits } = core
  const report = ({ app }: ViewRecord, error: unknown) => {
    app.emit(
      'error',
      error instanceof Error ? error : new Error(`A view threw ${String(error)}, which is not an Error`),
    )
  }
  const overflow = (record: ViewRecord, what: string) => {
    report(record, new RangeError(`The view of ${record.place.path} is over, as too much waits: ${what}`))
    void end(record, 'error')
  }
  const postTo = (record: ViewRecord, run: () => unknown) => {
    if (!post(record, run)) overflow(record, stuck)
  }
  return {
    json,
    report,
    overflow,
    missed: (record) => postTo(record, () => record.definition.missed?.(record.facade)),
    subscribe(record, topic) {
      record.topics ??= new Map()
      if (record.topics.has(topic)) return
      if (record.topics.size >= limits.topics)
        throw new RangeError(
          `view.subscribe(${JSON.stringify(topic)}): the limit is ${limits.topics} topics; raise limits.topics of createHub()`,
        )
      const hear = (message: Json) => postTo(record, () => record.definition.info?.(record.facade, message, topic))
      record.topics.set(topic, listen(core, topic, hear))
    },
    unsubscribe({ topics }, topic) {
      topics?.get(topic)?.()
      topics?.delete(topic)
    },
    forget(record) {
      const { id, user = '' } = record
      open.delete(id)
      const own = ofUsers.get(user)
      if (own?.delete(record) && own.size === 0) ofUsers.delete(user)
      record.line?.end()
    },
  }
}

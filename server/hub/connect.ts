import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type Koa from 'koa'
import { exchangeOf } from '../exchange.js'
import { setStreamHeaders } from '../headers.js'
import { tabOf } from '../tab.js'
import { cursorOf, type Entry, type Position, positionOf } from './bus.js'
import { type Connection, waiting, write } from './connection.js'
import { type Core, cursor, forget, keyOf, subscribe } from './core.js'
import { eventOf, framed, frameOf } from './frame.js'
import { resume } from './pace.js'
import { keptSince } from './ring.js'

export interface ConnectOptions {
  /** What it is sent. */
  topics?: readonly string[]
  /** Whose it is: what is sent to the user comes too. */
  user?: string | undefined
  /** Tabs of one browser may share it. */
  isShared: boolean
  /** Events to begin with. */
  first?: string
  /** Events that bring the page up to date after a gap. Without it, the page loads itself again. */
  fill?: () => Promise<string>
}

/** Milliseconds that a connection waits for the bus. */
const patience = 5000

/** Milliseconds after which a client that does not read on is left. */
const longestLag = 60_000

/**
 * Opens a stream as the answer to a request. What the page missed since its last position is sent first.
 *
 * @throws 429 if the user has too many, 503 while the bus cannot be heard, or the hub is closing; a RangeError for too
 * many topics.
 */
export async function connect(core: Core, ctx: Koa.Context, options: ConnectOptions): Promise<Connection> {
  const { topics = [], user, isShared, first = '', fill } = options
  const { limits, connections, audience, ring } = core
  if (topics.length > limits.topics)
    throw new RangeError(
      `${ctx.method} ${ctx.path}: ${topics.length} topics, and the limit is ${limits.topics}; ask for fewer, or raise limits.topics`,
    )
  const isReady = await Promise.race([core.ready.then(() => true), wait(patience, false, { ref: false })])
  if (!isReady || core.isClosing) refuse(ctx, 503, core.isClosing ? 'The hub is closing' : 'The bus cannot be heard')

  const last = positionOf(ctx.get('Last-Event-ID'))
  const missed = last && (await missedSince(core, last))
  const own = user === undefined ? undefined : audience.get(keyOf.user(user))
  if (own && own.size >= limits.connections) refuse(ctx, 429, 'This user has too many connections')
  const fits = !last || missed !== undefined
  const connection: Connection = {
    id: randomBytes(9).toString('base64url'),
    res: ctx.res,
    tab: tabOf(ctx),
    user,
    path: ctx.path,
    since: Date.now(),
    keys: new Set(),
    at: last && fits ? last.n : ring.last,
    lagging: undefined,
    lost: !fits,
    fill,
    ended: [],
    leaving: undefined,
  }
  const { res } = connection
  setStreamHeaders(ctx, exchangeOf(ctx).settings)
  ctx.respond = false
  res.statusCode = 200
  if (!isShared) res.setHeader('Hyper-Shared', '0')
  for (const topic of topics) subscribe(core, connection, keyOf.topic(topic))
  if (user !== undefined) subscribe(core, connection, keyOf.user(user))
  connections.add(connection)
  res.once('close', () => forget(core, connection))
  res.flushHeaders()
  const begin = fits && last ? ctx.get('Last-Event-ID') : cursor(core)
  write(connection, frameOf(framed(first + eventOf('live', {}), begin)))
  for (const { n, epoch, key, text } of missed ?? []) {
    if (n <= connection.at || n > ring.last) continue
    if (connection.keys.has(key)) write(connection, frameOf(framed(text, cursorOf({ epoch, n }))))
    connection.at = n
  }
  if (last) void resume(core, connection)
  beat(core, exchangeOf(ctx).settings.heartbeat)
  return connection
}

function refuse(ctx: Koa.Context, status: number, message: string): never {
  ctx.throw(status, message, { headers: { 'Retry-After': '1' }, expose: true })
}

/** What came behind a position and is not in the ring; undefined if the bus does not have it either. */
async function missedSince({ ring, bus }: Core, last: Position): Promise<readonly Entry[] | undefined> {
  return keptSince(ring, last) ? [] : bus.since(last)
}

const comment = frameOf(':\n\n')

/** One timer keeps all open, and leaves those that do not read. */
function beat(core: Core, heartbeat: number): void {
  core.heart ??= setInterval(() => {
    for (const connection of core.connections) {
      if (connection.lagging === undefined || waiting(connection) === 0) write(connection, comment)
      else if (performance.now() - connection.lagging > longestLag) connection.res.destroy()
    }
  }, heartbeat).unref()
}

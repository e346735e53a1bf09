import { randomBytes } from 'node:crypto'
import type Koa from 'koa'
import { exchangeOf } from '../exchange.js'
import { tabOf } from '../tab.js'
import { within } from '../within.js'
import { cursorOf, positionOf } from './bus.js'
import { type Connection, socketOf, waiting, write } from './connection.js'
import { type Core, forget, keyOf, subscribe } from './core.js'
import { eventOf, framed, frameOf } from './frame.js'
import { sendHead } from './head.js'
import { resume } from './pace.js'

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
  const { limits, audience, ring } = core
  const exchange = exchangeOf(ctx)
  if (topics.length > limits.topics)
    throw new RangeError(
      `${ctx.method} ${ctx.path}: ${topics.length} topics, and the limit is ${limits.topics}; ask for fewer, or raise limits.topics`,
    )
  if (ring.epoch === '') await within(patience, core.ready)
  if (ring.epoch === '' || core.isClosing)
    refuse(ctx, 503, core.isClosing ? 'The hub is closing' : 'The bus cannot be heard')

  const last = positionOf(ctx.get('Last-Event-ID'))
  const own = user === undefined ? undefined : audience.get(keyOf.user(user))
  if (own && own.size >= limits.connections) refuse(ctx, 429, 'This user has too many connections')
  const isLost = last !== undefined && last.epoch !== ring.epoch
  const connection: Connection = {
    id: randomBytes(9).toString('base64url'),
    res: ctx.res,
    socket: undefined,
    unsent: [],
    tab: tabOf(ctx),
    user,
    path: ctx.path,
    since: Date.now(),
    keys: [],
    at: last && !isLost ? last.n : ring.last,
    lagging: performance.now(),
    awaited: undefined,
    behind: '',
    lost: isLost,
    fill,
    ended: [],
    leaving: undefined,
  }
  for (const topic of topics) subscribe(core, connection, keyOf.topic(topic))
  if (user !== undefined) subscribe(core, connection, keyOf.user(user))
  register(core, connection)
  exchange.begin = beginning(core, ctx, connection, isShared, first)
  beat(core, exchange.settings.heartbeat)
  return connection
}

/** Not within `connect`, whose values it would keep. */
function beginning(core: Core, ctx: Koa.Context, connection: Connection, isShared: boolean, first: string): () => void {
  return () => {
    const { res, unsent = [], at } = connection
    const events = framed(first + eventOf('live', {}), cursorOf({ epoch: core.ring.epoch, n: at }))
    exchangeOf(ctx).begin = begun
    sendHead(ctx, isShared)
    connection.unsent = undefined
    connection.socket = socketOf(res)
    write(connection, frameOf(events))
    for (const frame of unsent) write(connection, frame)
    void resume(core, connection)
  }
}

const begun = () => {}

/** As above. */
function register(core: Core, connection: Connection): void {
  core.connections.add(connection)
  connection.res.on('close', () => forget(core, connection))
  // its client has left while it was made
  if (connection.res.closed) forget(core, connection)
}

function refuse(ctx: Koa.Context, status: number, message: string): never {
  ctx.throw(status, message, { headers: { 'Retry-After': '1' }, expose: true })
}

const comment = frameOf(':\n\n')

/** One timer keeps all open, and leaves those that do not read. */
function beat(core: Core, heartbeat: number): void {
  core.heart ??= setInterval(() => {
    for (const connection of core.connections) {
      const { lagging, awaited = lagging } = connection
      if (awaited === undefined || waiting(connection) === 0) write(connection, comment)
      else if (performance.now() - awaited > longestLag) connection.res.destroy()
    }
  }, heartbeat).unref()
}

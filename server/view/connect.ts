import type Koa from 'koa'
import { actionContext } from '../action-context.js'
import { exchangeOf } from '../exchange.js'
import { type ConnectOptions, connect as connectStream } from '../hub/connect.js'
import { type Connection, end as endStream, onDrain, waiting, write } from '../hub/connection.js'
import type { Core } from '../hub/core.js'
import { frameOf } from '../hub/frame.js'
import type { UserOf } from '../hub/live.js'
import type { ViewDefinition } from '../view.js'
import { attach, flush } from './flush.js'
import { end, expire, wake } from './life.js'
import { ask, post } from './mailbox.js'
import { ownerOf } from './owner.js'
import { createRecord, type Line, type ViewRecord } from './record.js'
import { add, newId, processOf, viewsOf } from './views.js'

/** Opens the stream of a page that has a view, or is to get one. */
export async function openView(
  core: Core,
  ctx: Koa.Context,
  definition: ViewDefinition,
  userOf: UserOf | undefined,
  options: ConnectOptions,
): Promise<Connection> {
  if (exchangeOf(ctx).settings.hub === undefined) {
    throw new TypeError(`${ctx.path} has a view, and hyper() does not know its hub; tell it, hyper({ hub })`)
  }
  const { id, received } = resumed(ctx)
  const { user } = options
  const owner = ownerOf(ctx, user)
  const { open, peers, process } = viewsOf(core)
  const known = open.get(id)
  const fits = known?.definition === definition && known.place.path === ctx.path && known.owner === owner
  const record = known && fits ? known : await connect(core, ctx, definition, { owner, user, userOf })
  // the page need not load itself again, as the view has what it shows
  const fill = async () => {
    if (record === known || record.line) record.host.missed(record)
    return ''
  }
  const connection = await connectStream(core, ctx, { fill, ...options }).catch((error) => {
    if (record !== known) void end(record, 'error')
    throw error
  })
  hold(core, record, connection, record === known ? received : undefined)
  if (record === known) changeQuery(ctx, record)
  const before = processOf(id)
  if (before !== undefined && before !== process) peers.leave(before, id, owner)
  return connection
}

/** What a page says that comes back: its view, and the number of the last event that it has of it. */
export function resumed(ctx: Koa.Context): { id: string; received: number } {
  const [, id = '', number] = /^([\w.-]{1,64}) (\d{1,15})$/.exec(ctx.get('Hyper-Resume')) ?? []
  return { id, received: Number(number) }
}

/** A view for a page that has none. What its `connect` throws is the answer. */
async function connect(
  core: Core,
  ctx: Koa.Context,
  definition: ViewDefinition,
  owner: Pick<ViewRecord, 'owner' | 'user' | 'userOf'>,
): Promise<ViewRecord> {
  const views = viewsOf(core)
  const { host, path, app } = ctx
  const query = queryOf(ctx)
  const place = { host, path }
  const id = newId(core, views, owner.user)
  if (id === undefined) ctx.throw(503, 'There are too many views', { expose: true, headers: { 'Retry-After': '10' } })
  const record = createRecord({ id, app, place, ...owner, query, definition, host: views.host })
  const given = actionContext(ctx)
  add(views, record)
  const begin = async () => {
    await definition.connect?.(record.facade, given)
    record.isConnected = true
    await definition.params?.(record.facade, new URLSearchParams(query), given)
  }
  try {
    await ask(record, begin, () => Object.assign(new Error('The view ended while it began'), { status: 503 }))
  } catch (error) {
    void end(record, 'error')
    throw error
  }
  return record
}

/** A view whose stream is gone waits for its page for a while. */
function hold(core: Core, record: ViewRecord, connection: Connection, received: number | undefined): void {
  const line = lineOf(core, connection, () => {
    if (record.line === line) flush(record)
  })
  const before = record.line
  wake(record)
  attach(record, line, received)
  before?.end()
  const leave = () => {
    if (record.line !== line || record.reason) return
    record.line = undefined
    expire(record)
  }
  if (core.connections.has(connection)) connection.ended.push(leave)
  else leave()
  if (record.reason) line.end()
}

function lineOf({ limits }: Core, connection: Connection, read: () => void): Line {
  return {
    isReading() {
      if (connection.awaited === undefined && waiting(connection) > limits.backlog) {
        connection.awaited = performance.now()
        onDrain(connection, () => {
          connection.awaited = undefined
          read()
        })
      }
      return connection.awaited === undefined
    },
    write: (text) => write(connection, frameOf(text)),
    end: () => endStream(connection, 'retreat'),
  }
}

/** Tells a view that the query of its page's URL is another one. */
export function changeQuery(ctx: Koa.Context, record: ViewRecord): void {
  const query = queryOf(ctx)
  if (query === record.query) return
  record.query = query
  const given = actionContext(ctx)
  post(record, () => record.definition.params?.(record.facade, new URLSearchParams(query), given))
}

function queryOf(ctx: Koa.Context): string {
  return ctx.hyper.url?.search ?? ''
}

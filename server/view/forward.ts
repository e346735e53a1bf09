import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type Koa from 'koa'
import type { Exchange } from '../exchange.js'
import { Lost } from '../lost.js'
import { end } from './life.js'
import type { Acceptor, Peers } from './peers.js'
import type { ViewRecord } from './record.js'

/** What is about one connection, and not about the request or the answer. */
const ofConnections =
  /^(:.*|connection|keep-alive|proxy-connection|transfer-encoding|upgrade|te|trailer|expect|http2-settings)$/

/**
 * Answers a request as the process does that has its view: it goes there whole, and through the whole application. False
 * if there is no such view any more.
 *
 * @throws Lost if that process is gone before it has answered what it may have done; 503 for what only reads, and if too
 * much is under way.
 */
export async function forward(
  ctx: Koa.Context,
  exchange: Exchange,
  peers: Peers,
  process: string,
  view: string,
): Promise<boolean> {
  const { socket } = ctx.req
  const connection = await peers.connect(process, view, {
    remoteAddress: socket.remoteAddress,
    encrypted: 'encrypted' in socket,
  })
  if (!connection) return false
  // the view is there, and the page is to call again
  if (connection === 'no room')
    ctx.throw(503, `${ctx.method} ${ctx.path}: too many calls are under way to the process that has the view`, {
      expose: true,
      headers: { 'Retry-After': '1' },
    })
  ctx.res.once('close', () => connection.destroy())
  const answer = await send(ctx, connection).catch((cause) => {
    const what = `${ctx.method} ${ctx.path}: the process that has the view is gone`
    if (exchange.key !== undefined) throw new Lost(409, 'unknown', `${what}, and the call may have run`)
    return ctx.throw(503, what, { cause, headers: { 'Retry-After': '1' } })
  })
  // close() of hyper() waits for it
  if (!ctx.res.closed) exchange.streaming = once(ctx.res, 'close')
  pass(ctx, answer)
  return true
}

async function send(ctx: Koa.Context, connection: Duplex): Promise<IncomingMessage> {
  const { req } = ctx
  const headers = passing(req.headers)
  headers.host ??= ctx.host
  const sent = request({ createConnection: () => connection, method: ctx.method, path: ctx.originalUrl, headers })
  // what a DELETE brings without its length would be read as another request
  sent.useChunkedEncodingByDefault = true
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>
  // that of the answer is told to whoever reads it
  sent.on('error', () => {})
  // a client that leaves in the middle of its request takes that along
  if (req.readableDidRead) sent.end(readAlready(ctx, headers))
  else req.pipe(sent)
  const [answer] = await answered
  return answer
}

/** What a parser before hyper() has read is made again. */
function readAlready({ request, method, path }: Koa.Context, headers: IncomingHttpHeaders): string | undefined {
  const { body, rawBody } = request as { body?: unknown; rawBody?: unknown }
  if (typeof rawBody === 'string') return rawBody
  if (body === undefined || headers['content-length'] === '0') return undefined
  throw new TypeError(
    `${method} ${path} goes to the process that has the view, but its body was read before hyper(); leave that to hyper()`,
  )
}

function pass(ctx: Koa.Context, answer: IncomingMessage): void {
  const { statusCode = 502, headers } = answer
  ctx.status = statusCode
  if (statusCode === 204 || statusCode === 304) answer.resume()
  else ctx.body = answer
  for (const [name, value] of Object.entries(passing(headers))) {
    if (name === 'set-cookie') ctx.append(name, value as string[])
    else if (value !== undefined) ctx.set(name, value)
  }
}

function passing(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnections.test(name)))
}

/** Serves what other processes send here, by the application that has opened the view. */
export function acceptorFor(open: ReadonlyMap<string, ViewRecord>): Acceptor {
  const servers = new WeakMap<Koa, Server>()
  const serverOf = (app: Koa) => {
    const present = servers.get(app) ?? createServer(app.callback())
    servers.set(app, present)
    return present
  }
  return {
    accept(id) {
      const app = open.get(id)?.app
      // Koa asks the socket who is there
      return app && ((connection, origin) => serverOf(app).emit('connection', Object.assign(connection, origin)))
    },
    leave(id, owner) {
      const record = open.get(id)
      if (record?.owner === owner) void end(record, 'lost')
    },
  }
}

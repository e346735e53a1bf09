import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Frame } from './frame.js'

/** Why a connection is over: its client left, it was told to come back, or to stay away. */
export type Leaving = 'left' | 'retreat' | 'closed'

/** One open stream. */
export interface Connection {
  readonly id: string
  readonly res: ServerResponse
  /** Of a response that only frames chunks: they are written to it as they are. */
  socket: Socket | undefined
  /** What is to be sent once it begins. */
  unsent: Frame[] | undefined
  /** The page's, sent with its calls too. */
  readonly tab: string | undefined
  readonly user: string | undefined
  /** The path that it was opened at. */
  readonly path: string
  /** When it was opened, in milliseconds as of `Date.now()`. */
  readonly since: number
  /** What it is sent of all that is published. */
  readonly keys: string[]
  /** The number of the last entry that it has, or need not have. */
  at: number
  /** Since when it reads too slowly: it is sent nothing until it has read on. */
  lagging: number | undefined
  /** Since when a view waits until it reads on. */
  awaited: number | undefined
  /** Events for it alone, that wait until it has what came before. */
  behind: string
  /** Something for it was lost: it is told so when it reads again. */
  lost: boolean
  /** More to send after a gap. */
  readonly fill: (() => Promise<string>) | undefined
  /** What is to be done once it is over. */
  readonly ended: ((why: Leaving) => void)[]
  /** Why it ends, if the server ends it. */
  leaving: Leaving | undefined
}

/**
 * Writes to the socket where that is all that the response would do, so that a frame is made once for all connections. What
 * has ended gets nothing: its socket may be that of another response.
 */
export function write({ res, unsent, socket, leaving }: Connection, frame: Frame): void {
  if (leaving) return
  if (unsent) unsent.push(frame)
  else if (socket) socket.write(frame.chunk)
  else res.write(frame.bytes)
}

/** Where frames can be written past the response: it is sent in chunks, and in no other way. */
export function socketOf(res: ServerResponse): Socket | undefined {
  return res.chunkedEncoding && !res.hasHeader('Content-Encoding') ? (res.socket ?? undefined) : undefined
}

/** Bytes that wait for the client to read. */
export function waiting({ res, unsent, socket }: Connection): number {
  if (unsent) return unsent.reduce((sum, { bytes }) => sum + bytes.length, 0)
  if (socket) return socket.writableLength
  // that of HTTP/2 has the length on its stream
  const { writableLength, stream } = res as ServerResponse & { stream?: { writableLength: number } }
  return writableLength ?? stream?.writableLength ?? 0
}

/** Calls back once, when all that waited was read. */
export function onDrain({ res, socket }: Connection, read: () => void): void {
  ;(socket ?? res).once('drain', read)
}

/** Ends a connection: its page comes back, after a while by chance of up to `spread` milliseconds, or does not. */
export function end(connection: Connection, why: Leaving, spread = 0): void {
  const { res } = connection
  if (connection.leaving) return
  const isStuck = connection.lagging !== undefined && waiting(connection) > 0
  connection.leaving = why
  // without its headers it would be another answer
  if (connection.unsent) return void res.destroy()
  res.end(why === 'closed' ? 'event: end\ndata: {}\n\n' : `retry: ${Math.round(spread)}\n\n`)
  // one that does not read would never end
  if (isStuck) res.destroy()
}

import type { ServerResponse } from 'node:http'
import type { Frame } from './frame.js'

/** Why a connection is over: its client left, it was told to come back, or to stay away. */
export type Leaving = 'left' | 'retreat' | 'closed'

/** One open stream. */
export interface Connection {
  readonly id: string
  /** The response, or what stands before it. */
  res: ServerResponse
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

/** Writes to the socket where that is all that the response would do, so that a frame is made once for all connections. */
export function write({ res, unsent }: Connection, frame: Frame): void {
  if (unsent) return void unsent.push(frame)
  const { bytes, chunk } = frame
  const { socket, chunkedEncoding } = res
  if (chunkedEncoding && socket && !res.hasHeader('Content-Encoding')) socket.write(chunk)
  else res.write(bytes)
}

/** Bytes that wait for the client to read. */
export function waiting({ res, unsent }: Connection): number {
  if (unsent) return unsent.reduce((sum, { bytes }) => sum + bytes.length, 0)
  // that of HTTP/2 has the length on its stream
  const { writableLength, stream } = res as ServerResponse & { stream?: { writableLength: number } }
  return writableLength ?? stream?.writableLength ?? 0
}

/** Calls back once, when all that waited was read. */
export function onDrain({ res }: Connection, read: () => void): void {
  const { socket, chunkedEncoding } = res
  ;(chunkedEncoding && socket ? socket : res).once('drain', read)
}

/** Ends a connection: its page comes back, after a while by chance of up to `spread` milliseconds, or does not. */
export function end(connection: Connection, why: Leaving, spread = 0): void {
  const { res } = connection
  if (connection.leaving) return
  connection.leaving = why
  res.end(why === 'closed' ? 'event: end\ndata: {}\n\n' : `retry: ${Math.round(spread)}\n\n`)
  // one that does not read would never end
  if (connection.lagging !== undefined) res.destroy()
}

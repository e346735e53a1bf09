import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface Client {
  /** What each request is answered with; without `Date`. */
  readonly answer: string
  /** Sends the request over and over on every connection. */
  load(milliseconds: number): Promise<{ requests: number; perSecond: number }>
  close(): void
}

/** Stands for the id of a call in a request: each that is sent has its own, as long as this. */
export const id = '00000000000000000000'

/**
 * A client that costs little: it asks once, and then only counts bytes, as every answer is as long as the first.
 * Connections are kept, and each has one request under way.
 */
export async function openClient(url: string, request: string, connections: number): Promise<Client> {
  const { hostname, port } = new URL(url)
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(hostname, Number(port))))
  const nextOf = sockets.map((_, index) => createRequest(request, index))
  const [first] = sockets as [Socket]
  first.write(nextOf[0]?.() ?? '')
  const [chunk] = (await once(first, 'data')) as [Buffer]
  const { length } = chunk

  return {
    answer: chunk.toString().replace(/^Date: .*\r\n/im, ''),
    async load(milliseconds) {
      const awake = stayAwake()
      const since = performance.now()
      const counts = await Promise.all(
        sockets.map((socket, index) => repeat(socket, nextOf[index] as () => Buffer, length, since + milliseconds)),
      )
      const requests = counts.reduce((sum, count) => sum + count, 0)
      const perSecond = (1000 * requests) / (performance.now() - since)
      awake.end()
      return { requests, perSecond }
    },
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** A server that is slower than its client would pay, with each answer, for waking the client up. */
function stayAwake(): { end(): void } {
  let isOver = false
  const turn = () => {
    if (!isOver) setImmediate(turn)
  }
  turn()
  return {
    end() {
      isOver = true
    },
  }
}

async function open(hostname: string, port: number): Promise<Socket> {
  const socket = connect(port, hostname)
  await once(socket, 'connect')
  return socket.setNoDelay(true)
}

/** The bytes of one connection's next request. They are written over once they have been answered. */
function createRequest(request: string, connection: number): () => Buffer {
  const bytes = Buffer.from(request)
  const places: number[] = []
  for (let at = bytes.indexOf(id); at >= 0; at = bytes.indexOf(id, at + 1)) places.push(at)
  // two clients of one server must not send the same
  const prefix = `${(process.hrtime.bigint() % 2_000_000_000n).toString(36)}-${connection}-`
  let count = 0
  return () => {
    const fresh = (prefix + (++count).toString(36)).padEnd(id.length, '_')
    for (const place of places) bytes.write(fresh, place, 'latin1')
    return bytes
  }
}

function repeat(socket: Socket, request: () => Buffer, length: number, until: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0
    let received = 0
    const take = (chunk: Buffer) => {
      received += chunk.length
      if (received < length) return
      if (received > length) return reject(new Error(`An answer of ${received} bytes came, where others had ${length}`))
      received = 0
      count++
      if (performance.now() < until) return socket.write(request())
      socket.off('data', take)
      resolve(count)
    }
    socket.on('data', take)
    socket.write(request())
  })
}

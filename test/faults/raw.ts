import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A connection, as one end of it saw it. */
export interface Seen {
  text: string
  /** In how many pieces it came. */
  pieces: number
  /** How the other end closed it. */
  ended: 'end' | 'reset' | undefined
  socket: Socket
}

/** A server that knows no HTTP: it answers each request, once it has that many bytes, with `answer`. */
export async function rawServer(answer: (socket: Socket, number: number) => void, request: string) {
  const seen: Seen[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const number = seen.length
    const connection = watch(socket)
    seen.push(connection)
    socket.on('data', () => {
      if (connection.text.length === request.length) answer(socket, number)
    })
  }).listen(0, 'localhost')
  await once(server, 'listening')
  const close = () => {
    for (const { socket } of seen) socket.destroy()
    server.close()
  }
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, seen, close }
}

export function rawClient(url: string, request: string): Seen {
  const socket = connect({ port: Number(new URL(url).port), host: 'localhost', allowHalfOpen: true })
  socket.write(request)
  return watch(socket)
}

function watch(socket: Socket): Seen {
  const seen: Seen = { text: '', pieces: 0, ended: undefined, socket }
  socket
    .on('data', (piece) => {
      seen.text += piece.toString('latin1')
      seen.pieces++
    })
    .on('end', () => {
      seen.ended ??= 'end'
    })
    .on('error', () => {
      seen.ended = 'reset'
    })
  return seen
}

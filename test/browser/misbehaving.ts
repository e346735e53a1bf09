import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach } from 'vitest'

/** A request to the server that misbehaves. */
export interface Heard {
  method: string
  path: string
  headers: Headers
  body: string
}

/** What it does with one: anything that can be done with a socket. */
export type Misbehave = (socket: Socket, heard: Heard) => void

/** A server that misbehaves in front of one that does not. Call `useMisbehaving()` once in a test file. */
export function useMisbehaving(): (to: string, send: Misbehave) => Promise<string> {
  const servers: Server[] = []
  const sockets = new Set<Socket>()
  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    for (const server of servers.splice(0)) server.close()
  })

  /** A server of which each request to /fault is answered by `send`, and anything else goes on to `to`. */
  return async (to, send) => {
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
      let request = ''
      const listen = (data: Buffer) => {
        request += data.toString('latin1')
        const end = request.indexOf('\r\n\r\n')
        if (end < 0) return
        const [, method = '', path = ''] = /^(\w+) (\S+)/.exec(request) ?? []
        if (path.startsWith('/fault')) {
          const lines = request.slice(0, end).matchAll(/^([\w-]+): (.*)$/gm)
          const headers = new Headers(Array.from(lines, ([, name = '', value = '']) => [name, value.trim()]))
          const body = request.slice(end + 4)
          if (body.length < Number(headers.get('Content-Length'))) return
          request = ''
          return send(socket, { method, path, headers, body })
        }
        socket.off('data', listen)
        sockets.add(pass(socket, to, request))
      }
      socket.on('data', listen)
    }).listen(0)
    servers.push(server)
    await once(server, 'listening')
    return `http://localhost:${(server.address() as AddressInfo).port}`
  }
}

/** Sends a request on to the application, and takes its answer back on a connection that then closes. */
function pass(socket: Socket, to: string, request: string): Socket {
  const through = connect(Number(new URL(to).port), 'localhost')
  through.on('error', () => socket.destroy())
  through.write(request.replace(/connection: [\w-]+/i, 'Connection: close'), 'latin1')
  socket.on('data', (data) => through.write(data))
  through.pipe(socket)
  return through
}

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { messageOf, type Passed, passOn, tear } from './exchange.js'
import type { Asked, Fault, Plan } from './fault.js'
import { type Head, readHead, type Source, sourceOf } from './message.js'

export interface FaultProxy {
  /** Its origin, without a slash. */
  url: string
  /** All exchanges in the order of arrival, those under way among them. */
  log: readonly Passed[]
  close(): Promise<void>
}

/**
 * Listens on a free port of loopback, and passes each exchange on to `target`, with the fault that `plan` gives it. A
 * client may keep its connection for many exchanges; each has a connection of its own to the server.
 */
export async function faultProxy(target: string, plan: Plan): Promise<FaultProxy> {
  const log: Passed[] = []
  const sockets = new Set<Socket>()
  const closing = new AbortController()

  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    // a broken connection is what this is for; whoever reads or writes is told of it
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    return socket.setNoDelay(true)
  }
  const toServer = () => keep(connect({ port: Number(new URL(target).port), host: 'localhost', allowHalfOpen: true }))
  const again = async (request: Buffer, after: number) => {
    await wait(after, undefined, { signal: closing.signal })
    await sendAgain(toServer(), request)
  }

  const exchange = async (client: Socket, source: Source, head: Head): Promise<boolean> => {
    const [method = '', url = ''] = head.line.split(' ')
    const asked = { number: log.length, method, url, header: head.header }
    const passed = openPassed(asked, plan(asked))
    log.push(passed)
    const server = toServer()
    const over = new AbortController()
    const signal = AbortSignal.any([over.signal, closing.signal])
    let repeated: Promise<void> | undefined
    const repeat = (request: Buffer, after: number) => {
      // nobody waits for its answer, and the server may be gone
      repeated = again(request, after).catch(() => {})
    }
    try {
      return await passOn({ client, server, source, head, passed, repeat, signal })
    } catch (error) {
      const how = (error as NodeJS.ErrnoException).code === 'ECONNRESET' ? 'reset' : 'end'
      for (const socket of [client, server]) tear(socket, how)
      return false
    } finally {
      over.abort()
      server.destroySoon()
      void Promise.resolve(repeated).then(() => {
        passed.isOver = true
      })
    }
  }
  const serve = async (client: Socket) => {
    const source = sourceOf(client)
    let head = await readHead(source)
    while (head && (await exchange(client, source, head))) head = await readHead(source)
    client.destroySoon()
  }

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    serve(keep(client)).catch(() => client.destroy())
  }).listen(0, 'localhost')
  await once(listener, 'listening')
  return {
    url: `http://localhost:${(listener.address() as AddressInfo).port}`,
    log,
    async close() {
      closing.abort()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}

function openPassed(asked: Asked, fault: Fault | undefined): Passed {
  return { ...asked, fault, requested: 0, answered: 0, head: 0, isWhole: false, isOver: false }
}

/** What the second answer says is nobody's. */
async function sendAgain(server: Socket, request: Buffer): Promise<void> {
  server.write(request)
  const source = sourceOf(server)
  const head = await readHead(source)
  const [method] = request.toString('latin1', 0, 10).split(' ')
  if (head) for await (const _piece of messageOf(source, head, method));
  server.destroy()
}

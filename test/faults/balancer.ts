import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** For the length of a test: an address behind which are several servers. Each connection goes to the next that is up. */
export async function balancer(urls: readonly string[]): Promise<string> {
  const sockets = new Set<Socket>()
  let turn = 0
  const forward = (from: Socket, triesLeft: number) => {
    if (triesLeft === 0) return void from.destroy()
    const { port, hostname } = new URL(urls[turn++ % urls.length] ?? '')
    const to = connect(Number(port), hostname)
    sockets.add(to)
    to.once('error', () => forward(from, triesLeft - 1))
    to.once('connect', () => {
      to.removeAllListeners('error')
      for (const [one, other] of [
        [from, to],
        [to, from],
      ] as const) {
        one.on('error', () => {}) // both are closed then
        one.once('close', () => {
          sockets.delete(one)
          other.destroy()
        })
        one.pipe(other)
      }
    })
  }
  const server = createServer((from) => {
    sockets.add(from)
    forward(from, urls.length)
  }).listen(0)
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

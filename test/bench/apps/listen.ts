import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type Koa from 'koa'

/** Listens on a free port, and gives its URL. */
export async function listen(app: Koa): Promise<string> {
  const server = app.listen(0)
  await once(server, 'listening')
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

/** Tells the process that started this one where it listens and, when it asks, the CPU time used, in microseconds. */
export function announce(url: string): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.(user + system)
  })
  process.send?.(url)
}

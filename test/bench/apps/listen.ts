import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type Koa from 'koa'

/** Listens on a free port, and gives its URL. */
export async function listen(app: Koa): Promise<string> {
  const server = app.listen(0)
  await once(server, 'listening')
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

/** Tells the process that started this one where it listens and, when it asks, what this one has used. */
export function announce(url: string): void {
  process.on('message', (what) => process.send?.(what === 'memory' ? memory() : cpu()))
  process.send?.(url)
}

/** Microseconds. */
function cpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Bytes, without what is garbage. */
function memory(): { heap: number; resident: number } {
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, resident: rss }
}

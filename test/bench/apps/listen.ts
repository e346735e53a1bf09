import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type Koa from 'koa'

/** Listens on a free port, and gives its URL. */
export async function listen(app: Koa): Promise<string> {
  const server = app.listen(0)
  await once(server, 'listening')
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

/** What a process does when it is asked by name, with words. */
export type Answers = Record<string, (...words: string[]) => unknown>

/**
 * Tells the process that started this one where it listens and, when it asks, what this one has used, and what else it can
 * do.
 */
export function announce(url: string, more: Answers = {}): void {
  const answers: Answers = { memory, cpu, ...more }
  process.on('message', async (what: string) => {
    const [name = '', ...words] = what.split(' ')
    process.send?.(await answers[name]?.(...words))
  })
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

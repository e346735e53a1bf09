import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import { type CallStore, memoryStore, redisStore } from '../../server/index.js'

export interface Redis {
  path: string
  connect(): Promise<ReturnType<typeof createClient>>
  /** kill -9: what it knows is gone. */
  kill(): Promise<void>
  /** Again, at the same place, and empty. */
  start(): Promise<void>
  stop(): void
}

/** A Redis of its own, without persistence. */
export async function startRedis(): Promise<Redis> {
  const folder = mkdtempSync(join(tmpdir(), 'hyper-redis-'))
  const path = join(folder, 'socket')
  let child = await run(path, folder)
  const clients: { destroy(): void }[] = []
  return {
    path,
    async connect() {
      const client = createClient({ socket: { path, tls: false } })
      client.on('error', () => {}) // the command that fails tells
      clients.push(client as never)
      await client.connect()
      return client as never
    },
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    async start() {
      child = await run(path, folder)
    },
    stop() {
      for (const client of clients) client.destroy()
      child.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function run(path: string, folder: string): Promise<ChildProcess> {
  const settings = ['--port', '0', '--unixsocket', path, '--save', '', '--appendonly', 'no', '--dir', folder]
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] })
  const missing = once(child, 'error').then(([error]) => {
    throw new Error('redis-server does not start; these tests need Redis 6.2 or later', { cause: error })
  })
  let said = ''
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      said += chunk
      if (said.includes('eady to accept')) resolve()
    })
  })
  await Promise.race([ready, missing])
  return child
}

/** Makes stores that share what they keep, as those of several processes do. */
export interface Maker {
  make(): Promise<CallStore>
  stop(): void
}

export const kinds = ['memory', 'redis'] as const

export async function makerOf(kind: (typeof kinds)[number]): Promise<Maker> {
  if (kind === 'memory') {
    const store = memoryStore()
    return { make: async () => store, stop() {} }
  }
  const { connect, stop } = await startRedis()
  return { make: async () => redisStore(await connect()), stop }
}

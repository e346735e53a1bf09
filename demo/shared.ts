import { createClient } from 'redis'
import { type CallStore, createHub, type Hub, redisBus, redisStore } from '../server/index.js'

/** What the processes of an application have in common. */
export interface Shared {
  hub: Hub
  /** Where calls are remembered; undefined: in this process. */
  store: CallStore | undefined
  close(): Promise<unknown>
}

/** In Redis, if there is an address of one; else this process is alone. */
export async function openShared(redisUrl: string | undefined): Promise<Shared> {
  if (!redisUrl) {
    const hub = createHub()
    return { hub, store: undefined, close: () => hub.close() }
  }
  const client = createClient({ url: redisUrl })
  // it connects again by itself, and says each time that it could not
  client.on('error', (error: Error) => console.error(`Redis: ${error.message}`))
  await client.connect()
  const hub = createHub({ bus: redisBus(client) })
  return {
    hub,
    store: redisStore(client),
    async close() {
      await hub.close()
      client.destroy()
    },
  }
}

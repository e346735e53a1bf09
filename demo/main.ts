import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.js'
import { openDatabase } from './database.js'
import { openShared } from './shared.js'

const port = Number(process.env['PORT'] ?? 3000)
const alpine = process.env['ALPINE'] === 'standard' ? 'standard' : 'csp'
const database = await openDatabase(process.env['DATABASE_URL'] ?? ownFile())
const shared = await openShared(process.env['REDIS_URL']).catch((error: Error) => {
  console.error(`REDIS_URL: ${error.message}; is there a Redis at that address?`)
  process.exit(1)
})
const app = await createApp({ database, alpine, ...shared })
const server = app.listen(port)

await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error
  console.error(`Port ${port} is taken; choose another one, PORT=${port + 1} npm run demo`)
  process.exit(1)
})
const { port: chosen } = server.address() as AddressInfo
console.log(`The demo is at http://localhost:${chosen}, by process ${process.pid}; Ctrl-C ends it`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    server.close(() => database.close())
    await app.close()
    await shared.close()
    server.closeAllConnections()
    process.disconnect?.()
  })
}

/** A file beside this one, so that it is the same wherever the demo is started from. */
function ownFile(): string {
  const folder = new URL('data/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  return new URL('demo.db', folder).href
}

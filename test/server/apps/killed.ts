import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { createClient } from 'redis'
import { action, actions, hyper, redisStore, signal } from '../../../server/index.js'

/** A process that dies in the middle of a call: `killed.ts <Redis socket> <file>`. */
const [path = '', file = ''] = process.argv.slice(2)
const client = await createClient({ socket: { path, tls: false } }).connect()
const go = action(async function* () {
  appendFileSync(file, 'ran\n')
  yield signal('step', 1)
  await new Promise(() => {})
})
const silent = action(() => {
  appendFileSync(file, 'ran\n')
  process.kill(process.pid, 'SIGKILL')
  return new Promise<undefined>(() => {})
})
const app = new Koa()
app.use(hyper({ idempotency: { store: redisStore(client, { lease: 1000 }) } }))
app.use(actions({ go, silent, again: silent }))
const server = app.listen(0)
await once(server, 'listening')
process.send?.((server.address() as AddressInfo).port)

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createClient } from '@libsql/client'
import { build } from 'esbuild'
import Koa from 'koa'
import { action, actions, hyper, signals } from '../../server/index.js'

/** A server to be killed: it keeps what it is told in an SQLite file, `DATABASE`, and says when it is in the middle. */
const database = createClient({ url: `file:${process.env['DATABASE']}` })
await database.execute('create table if not exists payments (id integer primary key, amount integer not null)')

const forever = new Promise<never>(() => {})

const pay = action(async (_ctx, { amount }) => {
  process.send?.('asked')
  if (amount === 0) await forever
  await database.execute({ sql: 'insert into payments (amount) values (?)', args: [Number(amount)] })
  process.send?.('paid')
  await forever
})

const watch = action({ method: 'GET' }, async function* () {
  for (let n = 1; n <= 3; n++) yield signals({ n })
  await forever
})

const balance = action({ method: 'GET' }, async () => {
  const { rows } = await database.execute('select count(*) as payments, total(amount) as amount from payments')
  return signals({ payments: Number(rows[0]?.['payments']), amount: Number(rows[0]?.['amount']) })
})

const { outputFiles } = await build({
  stdin: {
    contents: `import Alpine from 'alpinejs'
      import hyper from './plugin/index.js'
      Alpine.plugin(hyper)
      Alpine.start()`,
    resolveDir: '.',
  },
  bundle: true,
  write: false,
  format: 'esm',
})

const app = new Koa()
app.use(hyper())
app.use(actions({ pay, watch, balance }))
app.use((ctx) => {
  if (ctx.path === '/page.js') {
    ctx.type = 'js'
    ctx.body = outputFiles[0]?.text
    return
  }
  ctx.body = `<!doctype html><html lang="en"><head><title>Mortal</title><link rel="icon" href="data:,">
<script type="module" src="/page.js"></script></head><body><main id="root" x-data="{ n: 0, payments: 0, amount: 0 }"></main></body></html>`
})
const server = app.listen(Number(process.env['PORT']))
await once(server, 'listening')
process.send?.({ port: (server.address() as AddressInfo).port })

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createClient } from '@libsql/client'
import { build } from 'esbuild'
import Koa from 'koa'
import { action, actions, checkpoint, elements, hyper, signals } from '../../server/index.js'

/**
 * A server to be killed. Where a call says `hangs`, the handler stops for ever the first time it comes there, and this
 * process says so. What lasts is in an SQLite file, `DATABASE`.
 */
const database = createClient({ url: `file:${process.env['DATABASE']}` })
await database.executeMultiple(`
  create table if not exists payments (id integer primary key, amount integer not null);
  create table if not exists known (call text primary key);
  create table if not exists hung (place text primary key);
`)

async function hang(place: string, at: unknown): Promise<void> {
  if (place !== at) return
  const { rowsAffected } = await database.execute({ sql: 'insert or ignore into hung values (?)', args: [place] })
  if (rowsAffected === 0) return
  process.send?.(place)
  await new Promise(() => {})
}

const insert = (amount: unknown) => ({ sql: 'insert into payments (amount) values (?)', args: [Number(amount)] })

const pay = action(async (_ctx, { amount, hangs }) => {
  await hang('before', hangs)
  await database.execute(insert(amount))
  await hang('after', hangs)
  return signals({ paid: Number(amount) })
})

/** Knows the call in the transaction that does its work. */
const order = action({ idempotent: true }, async (ctx, { amount, hangs }) => {
  await hang('before', hangs)
  const transaction = await database.transaction('write')
  const known = { sql: 'insert or ignore into known values (?)', args: [String(ctx.hyper.call)] }
  if ((await transaction.execute(known)).rowsAffected > 0) await transaction.execute(insert(amount))
  await transaction.commit()
  await hang('after', hangs)
  return signals({ paid: Number(amount) })
})

const watch = action({ method: 'GET' }, async function* (ctx, { to, hangs }) {
  const { at = '0' } = ctx.hyper.resume(['line']) ?? {}
  for (let n = Number(at) + 1; n <= Number(to); n++) {
    await hang(`line ${n}`, hangs)
    yield elements(`<li>${n}</li>`, { target: '#lines', swap: 'append' })
    yield checkpoint('line', String(n))
  }
})

const balance = action({ method: 'GET' }, async () => {
  const { rows } = await database.execute('select count(*) as payments, total(amount) as amount from payments')
  return signals({ payments: Number(rows[0]?.['payments']), amount: Number(rows[0]?.['amount']) })
})

const script = await build({
  stdin: {
    contents: `import Alpine from 'alpinejs'
      import { createHyper } from './plugin/index.js'
      window.Alpine = Alpine
      // a machine that is busy takes its time to start a server again
      Alpine.plugin(createHyper({ retry: 90_000 }))
      Alpine.start()`,
    resolveDir: '.',
  },
  bundle: true,
  write: false,
  format: 'esm',
})

const page = `<!doctype html><html lang="en"><head><title>Mortal</title><link rel="icon" href="data:,">
<script type="module" src="/page.js"></script></head>
<body><main id="root" x-data="{ paid: 0 }"><ol id="lines"></ol></main></body></html>`

const app = new Koa()
app.use(hyper())
app.use(actions({ pay, order, watch, balance }))
app.use((ctx) => {
  const isScript = ctx.path === '/page.js'
  ctx.body = isScript ? script.outputFiles[0]?.text : page
  if (isScript) ctx.type = 'js'
})
const server = app.listen(Number(process.env['PORT']))
await once(server, 'listening')
process.send?.({ port: (server.address() as AddressInfo).port })

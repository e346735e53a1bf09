import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import Koa from 'koa'
import { createClient } from 'redis'
import { action, actions, createHub, hyper, redisBus, redisStore, view } from '../../server/index.js'
import { pageScript } from './page-script.js'

/** One process of several, to be killed: a page whose view counts, and knows how often it was asked to. */
const client = createClient({ socket: { path: process.env['REDIS'] ?? '', tls: false } })
client.on('error', () => {}) // it comes back
await client.connect()
const hub = createHub({ bus: redisBus(client), onError: () => {} })

const counter = view({ state: () => ({ count: 0, process: process.pid }) })

const add = action({ view: counter }, ({ hyper }) => {
  hyper.view.count++
})

/** Begins, and never ends. */
const hang = action({ view: counter }, async () => {
  process.send?.('hangs')
  await new Promise(() => {})
})

const script = await pageScript()

const page = `<!doctype html><html lang="en"><head><title>Views</title><link rel="icon" href="data:,">
<script type="module" src="/page.js"></script></head>
<body><main id="root" x-data="{ count: 0, process: 0, news: 0 }" x-live="/live" @hyper:view="news += $event.detail.isNew">
  <button x-action.queue="add">add</button></main></body></html>`

const router = new Router()
router
  .get('/page.js', (ctx) => {
    ctx.type = 'js'
    ctx.body = script
  })
  .get('/live', hub.live({ view: counter }))
  .all('/', actions({ add, hang }), (ctx) => {
    ctx.body = page
  })

const app = new Koa()
app.use(hyper({ hub, idempotency: { store: redisStore(client, { lease: 2000 }) } })).use(router.routes())
const server = app.listen(Number(process.env['PORT']))
await once(server, 'listening')
process.send?.({ port: (server.address() as AddressInfo).port })

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import Koa from 'koa'
import { createClient } from 'redis'
import { createHub, event, hyper, type Person, type PresenceOptions, redisBus } from '../../server/index.js'
import { pageScript } from './page-script.js'

/** One process of several, to be killed: a page that notes what is said in its room, and who is there. */
const client = createClient({ socket: { path: process.env['REDIS'] ?? '', tls: false } })
client.on('error', () => {}) // it comes back
await client.connect()
const hub = createHub({ bus: redisBus(client), presence: { lease: 2000, grace: 100 }, onError: () => {} })

const script = await pageScript()

const page = (
  cursor: string,
  there: string,
) => `<!doctype html><html lang="en"><head><title>Room</title><link rel="icon" href="data:,">
<script type="module" src="/page.js"></script></head>
<body><main id="root" x-data="{ all: [], gaps: 0, there: '${there}' }" x-live="/live#${cursor}" @n="all.push($event.detail)"
  @there="there = $event.detail" @hyper:gap.prevent="gaps++"></main></body></html>`

const idsOf = (present: readonly Person[]) => present.map(({ id }) => id).join('+')

const presence: PresenceOptions = {
  who: (ctx) => ({ id: ctx.cookies.get('who') ?? 'nobody' }),
  items: (present) => event('there', idsOf(present)),
}

const router = new Router()
router
  .get('/', async (ctx) => {
    const cursor = hub.cursor()
    ctx.body = page(cursor, idsOf(await hub.presence('room')))
  })
  .get('/page.js', (ctx) => {
    ctx.type = 'js'
    ctx.body = script
  })
  .get('/live', hub.live({ topics: () => ['room'], presence }))

const app = new Koa()
app.use(hyper()).use(router.routes())
const server = app.listen(Number(process.env['PORT']))
await once(server, 'listening')
process.send?.({ port: (server.address() as AddressInfo).port })

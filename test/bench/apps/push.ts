import type { ServerResponse } from 'node:http'
import Router from '@koa/router'
import Koa from 'koa'
import { createHub, hyper, signals } from '../../../server/index.js'
import { announce, listen } from './listen.js'

const hub = createHub()

/** What the crowd looks for. With it, an event has about 200 bytes on the wire. */
const detail = `${'x'.repeat(140)}THE END`

const open = new Set<ServerResponse>()
const byHand = (res: ServerResponse) => {
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Hyper-Answer': '1',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
    Vary: 'Hyper-Action, Hyper-Call, Accept',
  })
  res.write('event: live\ndata: {}\n\n')
  open.add(res)
  res.on('close', () => open.delete(res))
}
setInterval(() => {
  for (const res of open) res.write(':\n\n')
}, 15_000).unref()

const router = new Router()
router.get('/live', hub.live({ topics: () => ['all'] })).get('/by-hand', (ctx) => {
  ctx.respond = false
  byHand(ctx.res)
})
const app = new Koa()
app.use(hyper()).use(router.routes())

const now = () => String(process.hrtime.bigint())
let n = 0
announce(await listen(app), {
  '/live'() {
    const since = now()
    void hub.publish('all', signals({ n: ++n, detail }))
    return since
  },
  '/by-hand'() {
    const since = now()
    const text = `event: signals\ndata: ${JSON.stringify({ values: { n: ++n, detail } })}\nid: ${n}\n\n`
    for (const res of open) res.write(text)
    return since
  },
})

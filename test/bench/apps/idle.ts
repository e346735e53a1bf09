import type { ServerResponse } from 'node:http'
import Koa from 'koa'
import { action, actions, hyper, signals } from '../../../server/index.js'
import { announce, listen } from './listen.js'

const forever = new Promise<never>(() => {})

const watch = action({ method: 'GET' }, async function* () {
  yield signals({ n: 1 })
  await forever
})

const event = 'event: signals\ndata: {"values":{"n":1}}\n\n'

/** Both tell one thing, and are open from then on. */
const byHand = (res: ServerResponse) => {
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Hyper-Answer': '1',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
    Vary: 'Hyper-Action, Hyper-Call, Accept',
  })
  res.write(event)
  const heartbeat = setInterval(() => res.write(':\n\n'), 15_000).unref()
  res.on('close', () => clearInterval(heartbeat))
}

const app = new Koa()
app.use((ctx, next) => {
  if (ctx.path !== '/by-hand') return next()
  ctx.respond = false
  byHand(ctx.res)
  return undefined
})
app.use(hyper())
app.use(actions({ watch }))
announce(await listen(app))

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import Router from '@koa/router'
import Koa from 'koa'
import { createHub, hyper, type OpenView, view } from '../../server/index.js'

interface State {
  feed: string[]
  n: number
}

// a process whose memory is measured: one that is asked to push so often, and says how large its heap is then
const views: OpenView<State>[] = []
const hub = createHub()
const room = view({
  state: (): State => ({ feed: [], n: 0 }),
  temporary: ['feed'],
  connect: (view) => void views.push(view),
})
const app = new Koa()
const router = new Router()
router.get('/live', hub.live({ view: room }))
app.use(hyper({ hub })).use(router.routes())
const server = app.listen(0)
await once(server, 'listening')
process.send?.(server.address() as AddressInfo)

process.on('message', async (pushes: number) => {
  for (let n = 0; n < pushes; n++) {
    for (const each of views) {
      each.feed.push(`${n} ${'x'.repeat(1000)}`)
      each.n = n
    }
    await turn()
  }
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.()
    await turn()
  }
  process.send?.({ heap: process.memoryUsage().heapUsed, kept: views.map(({ feed }) => feed.length) })
})

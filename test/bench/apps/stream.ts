import Router from '@koa/router'
import Koa from 'koa'
import { action, elements, hyper, signal } from '../../../server/index.js'
import { announce, listen } from './listen.js'
import { page, scripts } from './page.js'

const count = 10_000

const signals = action(async function* () {
  for (let i = 0; i < count; i++) yield signal(`s${i % 100}`, i)
})

const rows = action(async function* () {
  for (let i = 0; i < count; i++) {
    yield elements(`<li>Row <b>${i}</b> of many</li>`, { target: '#rows', swap: 'append' })
  }
})

const recorded = new Map<string, Buffer>()
const router = new Router()
router.post('/live/signals', signals)
router.post('/live/rows', rows)
// both readers get the bytes of the same answer as fast as they can take them: the page is measured, not the generator
router.post('/recorded/:kind', (ctx) => {
  ctx.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Hyper-Answer': '1', 'Cache-Control': 'no-store' })
  ctx.respond = false
  ctx.status = 200
  ctx.res.write(recorded.get(ctx.params['kind'] ?? '') ?? '')
  ctx.res.end()
})
router.get('/', (ctx) => {
  const nodes = Array.from({ length: 100 }, (_, index) => `<i x-text="s${index}"></i>`)
  ctx.body = page(`<main x-data="values">${nodes.join('')}<ul id="rows"></ul></main>`)
})

const app = new Koa()
app.use(await scripts('stream'))
app.use(hyper())
app.use(router.routes())
const url = await listen(app)
for (const kind of ['signals', 'rows']) {
  const response = await fetch(`${url}/live/${kind}`, { method: 'POST', headers: { 'Hyper-Call': 'recording' } })
  recorded.set(kind, Buffer.from(await response.arrayBuffer()))
}
announce(url)

import { setImmediate as turn } from 'node:timers/promises'
import Router from '@koa/router'
import Koa from 'koa'
import { action, actions, elements, hyper, list, signal } from '../../../server/index.js'
import { announce, listen } from './listen.js'
import { page, scripts } from './page.js'

const kinds = {
  signals: (i: number) => signal(`s${i % 100}`, i),
  // as a log does it: the newest hundred
  list: (i: number) => list('rows', { insert: [{ id: i }], limit: -100 }),
  replaced: (i: number) => elements(`<li id="row">Row <b>${i}</b> of many</li>`),
  appended: (i: number) => elements(`<li>Row <b>${i}</b> of many</li>`, { target: '#appended', swap: 'append' }),
}

/** Events that the generator has made. */
let made = 0

const go = action(async function* (_ctx, { kind, count, isSlow }) {
  for (made = 0; made < Number(count); made++) {
    yield kinds[kind as keyof typeof kinds](made)
    // then each event goes out by itself
    if (isSlow) await turn()
  }
})

const router = new Router()
router.get('/made', (ctx) => {
  ctx.body = String(made)
})
router.all('/', actions({ go }), (ctx) => {
  const nodes = Array.from({ length: 100 }, (_, index) => `<i x-text="s${index}"></i>`)
  ctx.body = page(`<main x-data="values">${nodes.join('')}<b x-text="rows.at(-1)?.id"></b>
<ul><li id="row">Row <b></b></li></ul><ul id="appended"></ul></main>`)
})

const app = new Koa()
app.use(await scripts('long'))
app.use(hyper())
app.use(router.routes())
announce(await listen(app))

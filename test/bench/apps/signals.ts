import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import Koa from 'koa'
import { action, actions, hyper, signals } from '../../../server/index.js'
import { announce, listen } from './listen.js'
import { page, scripts } from './page.js'

interface Wanted {
  size: number
  from: number
}

/** `size` values, all of them new: `from` and the following. */
function valuesOf({ size, from }: Wanted): Record<string, number> {
  return Object.fromEntries(Array.from({ length: size }, (_, index) => [`s${index}`, from + index]))
}

const set = action((_ctx, input) => signals(valuesOf(input as unknown as Wanted)))

const router = new Router()
router.post('/by-hand', bodyParser(), (ctx) => {
  ctx.type = 'json'
  ctx.body = JSON.stringify(valuesOf(ctx.request.body as Wanted))
})
router.all('/', actions({ set }), (ctx) => {
  const nodes = Array.from({ length: Number(ctx.query['size']) }, (_, index) => `<i x-text="s${index}"></i>`)
  ctx.body = page(`<main x-data="values">${nodes.join('')}</main>`)
})

const app = new Koa()
app.use(await scripts('signals'))
app.use(hyper())
app.use(router.routes())
announce(await listen(app))

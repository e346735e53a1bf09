import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import Koa from 'koa'
import { action, actions, hyper } from '../../../server/index.js'
import { announce, listen } from './listen.js'
import { page, scripts } from './page.js'

const increment = action((_ctx, { count }) => ({ count: Number(count) + 1 }))

const router = new Router()
router.post('/by-hand', bodyParser(), (ctx) => {
  const { count } = ctx.request.body as { count: number }
  ctx.body = { count: count + 1 }
})
router.all('/', actions({ increment }), (ctx) => {
  ctx.body = page(`<main id="ours" x-data="{ count: 0 }"><button x-action="increment({ count: count })">+1</button>
<output x-text="count"></output></main>
<main id="baseline" x-data="byHand"><button @click="increment">+1</button><output x-text="count"></output></main>`)
})

const app = new Koa()
app.use(await scripts('clicks'))
app.use(hyper())
app.use(router.routes())
announce(await listen(app))

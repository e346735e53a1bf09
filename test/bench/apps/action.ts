import Koa from 'koa'
import { action, actions, elements, hyper, signal, toast } from '../../../server/index.js'
import { announce, listen } from './listen.js'

const increment = action((_ctx, { count = 0 }) => {
  const next = Number(count) + 1
  return [
    signal('count', next),
    elements(`<output id="count">${next}</output>`),
    toast('Counted', { level: 'success' }),
  ]
})

const app = new Koa()
app.use(hyper())
app.use(actions({ increment }))
announce(await listen(app))

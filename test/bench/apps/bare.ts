import { bodyParser } from '@koa/bodyparser'
import Koa from 'koa'
import { announce, listen } from './listen.js'

const parse = bodyParser()

const app = new Koa()
app.use((ctx, next) => (ctx.get('Content-Type') ? parse(ctx, next) : next()))
app.use((ctx) => {
  const { count = 0 } = (ctx.request.body ?? {}) as { count?: number }
  const next = count + 1
  ctx.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Hyper-Answer': '1',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
    Vary: 'Hyper-Action, Hyper-Call, Accept',
  })
  ctx.body = [
    `event: signals\ndata: ${JSON.stringify({ values: { count: next } })}\n\n`,
    `event: elements\ndata: ${JSON.stringify({ markup: `<output id="count">${next}</output>` })}\n\n`,
    `event: toast\ndata: ${JSON.stringify({ message: 'Counted', level: 'success' })}\n\n`,
    'event: end\ndata: {}\n\n',
  ].join('')
})
announce(await listen(app))

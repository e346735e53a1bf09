import Router from '@koa/router'
import Koa from 'koa'
import { createHub, hyper, signals, view } from '../../../server/index.js'
import { announce, listen } from './listen.js'

const hub = createHub()

/** What the crowd looks for. */
const detail = 'THE END'

const room = view({
  state: () => ({ n: 0, name: 'somebody', detail: '', rows: [{ id: 1, title: 'one' }] }),
  connect: (view) => view.subscribe('all'),
  info(view, message) {
    view.n = message as number
    view.detail = `${message} ${detail}`
  },
})

const router = new Router()
router.get('/view', hub.live({ view: room })).get('/stream', hub.live({ topics: () => ['all'] }))
const app = new Koa()
app.use(hyper({ hub })).use(router.routes())

const now = () => String(process.hrtime.bigint())
let n = 0
announce(await listen(app), {
  '/view'() {
    const since = now()
    void hub.tell('all', ++n)
    return since
  },
  '/stream'() {
    const since = now()
    void hub.publish('all', signals({ n: ++n, detail: `${n} ${detail}` }))
    return since
  },
})

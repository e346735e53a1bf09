import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Router from '@koa/router'
import type { Client } from '@libsql/client'
import { html } from 'hono/html'
import Koa from 'koa'
import helmet from 'koa-helmet'
import { type CallStore, createHub, type Hub, type HyperMiddleware, hyper } from '../server/index.js'
import { type Alpine, createAssets } from './assets.js'
import { createLayout } from './layout.js'
import { board, boardLive } from './pages/board.js'
import { counter } from './pages/counter.js'
import { guestBook } from './pages/import.js'
import { picture, pictures } from './pages/pictures.js'
import { place, places } from './pages/places.js'
import { room, roomLive } from './pages/room.js'
import { search } from './pages/search.js'
import { signup, welcome } from './pages/signup.js'
import { todos } from './pages/todos.js'
import { waiting } from './pages/waiting.js'
import { weather, weatherLive } from './pages/weather.js'

export interface AppOptions {
  /** Stays open: whoever opened it closes it. */
  database: Client
  /** Stays open, too. Default: one of this process. */
  hub?: Hub
  /** Where calls are remembered. Default: in this process. */
  store?: CallStore | undefined
  /** The build of Alpine. The standard one needs `unsafe-eval`, `csp` does without. Default `csp`. */
  alpine?: Alpine
  /** Where pictures are kept. Default: a folder in the system's temporary one. */
  folder?: string
}

export interface Demo extends Koa {
  close: HyperMiddleware['close']
}

const ownFolder = join(tmpdir(), 'alpine-hyper-demo')

export async function createApp({
  database,
  hub = createHub(),
  store,
  alpine = 'csp',
  folder = ownFolder,
}: AppOptions): Promise<Demo> {
  const assets = await createAssets(alpine)
  const layout = createLayout(assets.url)

  const router = new Router()
  router.get('/assets/:name', assets.serve)
  router.all('/', ...counter(database, layout))
  router.all('/todos', ...todos(database, layout))
  router.all('/board', ...board(database, hub, layout))
  router.get('/board/live', boardLive(hub))
  router.all('/search', ...search(database, layout))
  router.get('/places', places(database, layout))
  router.get('/places/:id', place(database, layout))
  router.all('/signup', ...signup(database, layout))
  router.get('/welcome', welcome(database, layout))
  router.all('/pictures', ...pictures(database, layout, folder))
  router.get('/pictures/:id', picture(database, folder))
  router.all('/import', ...guestBook(database, layout))
  router.all('/room', ...room(database, hub, layout))
  router.get('/room/live', roomLive(hub))
  router.all('/weather', ...weather(layout))
  router.get('/weather/live', weatherLive(hub))
  router.all('/waiting', ...waiting(database, layout))

  const actions = hyper({ hub, ...(store && { idempotency: { store } }) })
  const app = Object.assign(new Koa(), { close: actions.close })
  app.use(security(alpine))
  app.use(actions)
  app.use(router.routes())
  app.use(async (ctx) => {
    ctx.status = 404
    ctx.body = await layout(ctx, {
      title: 'Nothing here',
      lede: html`There is no page at this address. Start again from <a href="/">the counter</a>.`,
    })
  })
  return app
}

function security(alpine: Alpine): Koa.Middleware {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: alpine === 'csp' ? ["'self'"] : ["'self'", "'unsafe-eval'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        // Alpine's standard build makes code of text
        ...(alpine === 'csp' && { requireTrustedTypesFor: ["'script'"], trustedTypes: ['alpine-hyper'] }),
      },
    },
    // with helmet's own `no-referrer`, a form sent without JavaScript arrives from nowhere and is refused
    referrerPolicy: { policy: 'same-origin' },
  })
}

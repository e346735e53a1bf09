import { setTimeout as wait } from 'node:timers/promises'
import type Koa from 'koa'
import type { Page } from 'playwright'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  type Action,
  action,
  createHub,
  type LiveOptions,
  type OpenView,
  type ViewDefinition,
  view,
} from '../../server/index.js'
import { faultProxy } from '../faults/proxy.js'
import { type AppOptions, useApp } from './app.js'
import { act, state } from './page.js'

const open = useApp()

const body = `<main id="root" x-data="{ count: 0, q: '', user: {} }" x-live="/rooms/1/live">
  <output x-text="count"></output><button x-action="add({ by: 2 })">add</button></main><a href="/other">other</a>`

interface ViewApp extends Partial<AppOptions> {
  live?: LiveOptions
  /** Runs around `hyper()`: before the routes, for each request. */
  around?: Koa.Middleware
  outlive?: number
  /** Another view, at `/log/live`, for a body that opens it. */
  log?: ViewDefinition
}

/** A page with a view, and what became of it on the server. */
async function openView({ live = {}, around, outlive = 10_000, log, ...more }: ViewApp = {}) {
  const hub = createHub()
  onTestFinished(() => hub.close({ drain: 0 }))
  const notes: string[] = []
  const room = view({
    state: () => ({ count: 0, q: '', user: { name: 'Ann', age: 7 } }),
    outlive,
    connect: () => void notes.push('connect'),
    params(view, query) {
      view.q = query.get('q') ?? ''
      notes.push(`q=${view.q}`)
    },
    disconnect: (_view, reason) => void notes.push(reason),
  })
  const streams: Koa.Context[] = []
  const add = action({ view: room }, (ctx, { by }) => {
    ctx.hyper.view.count += Number(by)
    return { added: true }
  })
  const rename = action({ view: room }, (ctx, { name }) => {
    ctx.hyper.view.user.name = String(name)
  })
  const actions: Record<string, Action> = { add, rename }
  const app = await open({
    body,
    context: {},
    actions,
    ...more,
    hyper: { hub, ...more.hyper },
    routes(router, koa) {
      if (around) koa.middleware.splice(0, 0, around)
      const route = hub.live({ view: room, user: () => 1, ...live })
      router.get('/rooms/:id/live', (ctx, next) => {
        if (!ctx.get('Hyper-Tell')) streams.push(ctx as unknown as Koa.Context)
        return route(ctx, next)
      })
      if (log)
        router.get('/log/live', (ctx, next) => {
          streams.push(ctx as unknown as Koa.Context)
          return hub.live({ view: log })(ctx, next)
        })
      router.get('/other', (ctx) => {
        ctx.body = '<!doctype html><link rel="icon" href="data:,"><h1>Other</h1>'
      })
      more.routes?.(router, koa)
    },
  })
  if (!log) await shows(app.page, 0)
  return { ...app, hub, notes, streams }
}

/** Waits until the page shows the state of the view. */
async function shows(page: Page, count: number) {
  await expect
    .poll(async () => (await state(page))['root'])
    .toMatchObject({ count, user: { name: expect.any(String) } })
  await expect.poll(() => page.textContent('output')).toBe(String(count))
}

/** What the browser says of a stream that was cut, or of a server that is away. */
const cut = /Failed to load resource/

/** Counts what the page is told of its view. */
const told = `addEventListener('hyper:view', ({ detail }) => (window.told ??= []).push(detail))`

test('fields are signals of the x-live element, and calls from inside of it have its view', async () => {
  const { page } = await openView()
  await page.click('button')
  await shows(page, 2)
  expect(await act(page, '#root', 'rename', { name: 'Bea' })).toMatchObject({ ok: true })
  await expect.poll(async () => (await state(page))['root']).toMatchObject({ user: { name: 'Bea', age: 7 } })
})

test('calls from outside of it have none', async () => {
  const { page } = await openView({
    body: body.replace('</main>', '</main><p id="outside" x-data></p>'),
    expectErrors: /409|no such view/,
  })
  expect(await act(page, '#outside', 'add', { by: 2 })).toMatchObject({ ok: false, status: 409 })
})

test('an x-live inside of another has a view of its own', async () => {
  const inner = '<p id="inner" x-data="{ count: 0 }" x-live="/rooms/2/live"></p>'
  const { page, notes } = await openView({ body: body.replace('</main>', `${inner}</main>`) })
  await expect.poll(() => notes.filter((note) => note === 'connect')).toHaveLength(2)
  expect(await act(page, '#inner', 'add', { by: 5 })).toMatchObject({ ok: true })
  await expect.poll(async () => (await state(page))['inner']).toMatchObject({ count: 5 })
  await page.click('button')
  await shows(page, 2)
  expect((await state(page))['inner']).toMatchObject({ count: 5 })
})

test('lists that only the page keeps go on where a stream was cut, each row once', async () => {
  const views: OpenView[] = []
  const { page, streams } = await openView({
    expectErrors: cut,
    body: '<main id="root" x-data="{ rows: [] }" x-live="/log/live"></main>',
    log: view({ connect: (view) => void views.push(view) }),
  })
  await expect.poll(() => views).toHaveLength(1)
  const list = (views[0] as OpenView).list('rows', { limit: 4 })
  const ids = async () => (await state(page))['root']
  void list.reset([{ id: 1 }, { id: 2 }])
  // a page that has not heard of its view gets another one
  await expect.poll(ids).toEqual({ rows: [{ id: 1 }, { id: 2 }] })
  for (let id = 3; id < 9; id++) {
    if (id % 2) streams.at(-1)?.res.destroy()
    void list.append([{ id }])
    if (id === 5) void list.prepend([{ id: 0 }])
    await expect.poll(async () => JSON.stringify(await ids())).toContain(`"id":${id === 5 ? 0 : id}`)
  }
  expect(await ids()).toEqual({ rows: [{ id: 4 }, { id: 6 }, { id: 7 }, { id: 8 }] })
  void list.remove([6, 7])
  await expect.poll(ids).toEqual({ rows: [{ id: 4 }, { id: 8 }] })
})

test('two tabs have a view each', async () => {
  const { page, url, notes } = await openView()
  const other = await page.context().newPage()
  await other.goto(url)
  await shows(other, 0)
  await page.click('button')
  await shows(page, 2)
  await other.click('button')
  await shows(other, 2)
  expect(notes.filter((note) => note === 'connect')).toHaveLength(2)
})

test('a stream that was cut goes on with the same view', async () => {
  const { page, streams, notes } = await openView({ script: told, expectErrors: cut })
  await page.click('button')
  await shows(page, 2)
  streams[0]?.res.destroy()
  await expect.poll(() => streams.length).toBe(2)
  await page.click('button')
  await shows(page, 4)
  expect(notes).toEqual(['connect', 'q='])
  expect(await page.evaluate('told')).toEqual([
    { isNew: true, missed: false },
    { isNew: false, missed: false },
  ])
})

test('a view that is gone comes anew, and the page is told', async () => {
  const { page, streams, notes } = await openView({ script: told, outlive: 0, expectErrors: cut })
  await page.click('button')
  await shows(page, 2)
  streams[0]?.res.destroy()
  await shows(page, 0)
  expect(notes).toEqual(['connect', 'q=', 'lost', 'connect', 'q='])
  expect(await page.evaluate('told')).toEqual([
    { isNew: true, missed: false },
    { isNew: true, missed: false },
  ])
})

test('a call whose view is gone waits for the new one', async () => {
  const headers: string[] = []
  const { page, streams } = await openView({
    expectErrors: cut,
    around: (ctx, next) => {
      if (ctx.get('Hyper-Action')) {
        headers.push(ctx.get('Hyper-View'))
        if (headers.length === 1) ctx.req.headers['hyper-view'] = 'gone'
      }
      return next()
    },
  })
  expect(await act(page, '#root', 'add', { by: 2 })).toMatchObject({ ok: true, status: 200 })
  await shows(page, 2)
  expect(streams).toHaveLength(2)
  expect(headers).toHaveLength(2)
})

test('a call that was sent before its view was gone is made again with the new one', async () => {
  let hold = true
  const { page, hub, streams } = await openView({
    outlive: 0,
    expectErrors: cut,
    around: async (ctx, next) => {
      if (!ctx.get('Hyper-Action') || !hold) return next()
      hold = false
      streams[0]?.res.destroy()
      await expect.poll(() => streams.length).toBe(2)
      ctx.req.socket.destroy()
      ctx.respond = false
    },
  })
  expect(await act(page, '#root', 'add', { by: 2 })).toMatchObject({ ok: true })
  await shows(page, 2)
  expect(hub.connections()).toHaveLength(1)
})

test('the query of the page reaches its view, when it opens and when it changes', async () => {
  const { page, url, notes } = await openView()
  await page.evaluate(`history.replaceState(null, '', '/?q=tea')`)
  await expect.poll(async () => (await state(page))['root']).toMatchObject({ q: 'tea' })
  await page.evaluate(`for (const q of 'abc') history.pushState(null, '', '/?q=' + q)`)
  await expect.poll(async () => (await state(page))['root']).toMatchObject({ q: 'c' })
  await page.goto(`${url}/?q=again`)
  await expect.poll(async () => (await state(page))['root']).toMatchObject({ q: 'again' })
  expect(notes.slice(0, 3)).toEqual(['connect', 'q=', 'q=tea'])
})

test('a hidden tab that closes its stream, to leave the connection to others, finds its view when it is back', async () => {
  const { page, hub, notes } = await openView({ outlive: 3000, clock: true, expectErrors: cut })
  await page.click('button')
  await shows(page, 2)
  const hide = (
    isHidden: boolean,
  ) => `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))`
  await page.evaluate(hide(true))
  await page.clock.runFor(31_000)
  await expect.poll(() => hub.connections()).toEqual([])
  await wait(3500)
  await page.evaluate(hide(false))
  await expect.poll(() => hub.connections()).toHaveLength(1)
  await page.click('button')
  await shows(page, 4)
  expect(notes).toEqual(['connect', 'q='])
})

describe('disconnect is called exactly once, when', () => {
  /** What a view was told, once a second one of the same server has come and gone. */
  const reasons = (notes: string[]) => notes.filter((note) => !note.includes('=') && note !== 'connect')

  test.each<[string, string, (page: Page) => Promise<unknown>]>([
    ['the tab is closed', 'closed', (page) => page.close({ runBeforeUnload: true })],
    ['the page is left', 'closed', (page) => page.click('a')],
    ['the page is loaded again', 'closed', (page) => page.reload()],
    ['the element goes', 'closed', (page) => page.evaluate('root.remove()')],
  ])('%s', async (_what, reason, leave) => {
    const { page, hub, notes } = await openView()
    await leave(page)
    await expect.poll(() => reasons(notes)).toEqual([reason])
    await page.close()
    await expect.poll(() => hub.connections()).toEqual([])
    await hub.close({ drain: 0 })
    expect(reasons(notes)[0]).toBe(reason)
    expect(reasons(notes)).toHaveLength(notes.filter((note) => note === 'connect').length)
  })

  test('the network is gone', async () => {
    const { url, notes, page } = await openView({ outlive: 200 })
    const proxy = await faultProxy(url, () => undefined)
    const other = await page.context().newPage()
    await other.goto(proxy.url)
    await shows(other, 0)
    await proxy.close()
    await expect.poll(() => reasons(notes)).toEqual(['lost'])
    await other.close()
  })

  test('the process ends', async () => {
    const { hub, notes } = await openView({ expectErrors: cut })
    await hub.close({ drain: 0 })
    expect(reasons(notes)).toEqual(['shutdown'])
  })

  test('the user is sent away, and the page is out', async () => {
    let isIn = true
    const { hub, notes, page, errors } = await openView({
      expectErrors: /Unauthorized|Forbidden|no such view|Failed to load/,
      live: { use: (ctx, next) => (isIn ? next() : ctx.throw(401)) },
    })
    isIn = false
    await hub.disconnect({ user: 1 })
    await expect.poll(() => reasons(notes)).toEqual(['revoked'])
    await expect.poll(() => errors.length).toBeGreaterThan(0)
    expect(await act(page, '#root', 'add', { by: 2 })).toMatchObject({ ok: false, status: 409 })
  })

  test('a page comes back that may see it no more', async () => {
    let isIn = true
    const { notes, streams } = await openView({
      expectErrors: /Unauthorized|Forbidden|no such view|Failed to load/,
      live: { use: (ctx, next) => (isIn ? next() : ctx.throw(403)) },
    })
    isIn = false
    streams[0]?.res.destroy()
    await expect.poll(() => reasons(notes)).toEqual(['revoked'])
  })
})

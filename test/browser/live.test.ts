import type { Page } from 'playwright'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  type Action,
  action,
  createHub,
  elements,
  event,
  type Hub,
  type HubOptions,
  type LiveOptions,
  list,
  signal,
  signals,
} from '../../server/index.js'
import { lives } from '../wire/live-table.js'
import { type AppOptions, useApp } from './app.js'
import { act, idle, state } from './page.js'

const open = useApp()

interface LiveApp extends Omit<Partial<AppOptions>, 'actions'> {
  actions?: (hub: Hub) => Record<string, Action>
  hub?: HubOptions
  live?: LiveOptions
}

const body = `<main id="root" x-data="{ n: 0, rows: [] }" x-live="/live/room">
  <output x-text="n"></output><ul id="rows"></ul></main>`

/** A page with a live stream of the topic `room`, and its hub. */
async function openLive({ hub: options = {}, live = {}, ...more }: LiveApp = {}) {
  const hub = createHub(options)
  onTestFinished(() => hub.close())
  const connects: { after: string; tab: string; at: number }[] = []
  const app = await open({
    body,
    context: {},
    ...more,
    actions: more.actions?.(hub) ?? {},
    routes(router, koa) {
      const route = hub.live({ topics: ({ params: { topic = '' } }) => [topic], ...live })
      router.get('/live/:topic', (ctx, next) => {
        connects.push({ after: ctx.get('Last-Event-ID'), tab: ctx.get('Hyper-Tab'), at: Date.now() })
        return route(ctx, next)
      })
      more.routes?.(router, koa)
    },
  })
  return { ...app, hub, connects }
}

/** Waits until a page has this many streams. */
const connected = (hub: Hub, count = 1) => expect.poll(() => hub.connections().length).toBe(count)

const shown = (page: Page) => page.textContent('output')

test('items are applied, with the element as their source', async () => {
  const { page, hub } = await openLive()
  await connected(hub)
  await page.evaluate(`root.addEventListener('ping', ({ detail }) => { window.pinged = detail })`)
  await hub.publish('room', [
    signals({ n: 7, $all: 'x' }),
    list('rows', { insert: [{ id: 1 }] }),
    elements('<li>one</li>', { target: 'find ul', swap: 'append' }),
    event('ping', 3),
  ])
  await expect.poll(() => state(page)).toEqual({ root: { n: 7, rows: [{ id: 1 }] }, $: { all: 'x' } })
  await expect.poll(() => page.textContent('li')).toBe('one')
  expect(await page.evaluate('pinged')).toBe(3)
})

test('without x-data around it, it reaches the store and the page', async () => {
  const { page, hub } = await openLive({ body: '<p x-live="/live/room"></p><b id="b"></b>' })
  await connected(hub)
  await hub.publish('room', [signal('$n', 1), elements('<b id="b">new</b>')])
  await expect.poll(() => page.textContent('b')).toBe('new')
  expect(await state(page)).toEqual({ $: { n: 1 } })
})

test('works under the CSP build', async () => {
  const { page, hub } = await openLive({ alpine: 'csp' })
  await connected(hub)
  await hub.publish('room', signal('n', 2))
  await expect.poll(() => shown(page)).toBe('2')
})

test('opens when the element comes, closes when it goes, and reopens when its URL changes', async () => {
  const { page, hub } = await openLive({ body: `<main x-data></main>` })
  await page.evaluate(`document.querySelector('main').innerHTML = '<p id="p" x-live="/live/one"></p>'`)
  await expect.poll(() => hub.connections().map(({ path }) => path)).toEqual(['/live/one'])
  await page.evaluate(`p.setAttribute('x-live', '/live/two')`)
  await expect.poll(() => hub.connections().map(({ path }) => path)).toEqual(['/live/two'])
  await page.evaluate(`p.remove()`)
  await connected(hub, 0)
})

test('nothing is pending or busy because of it', async () => {
  const { page, hub } = await openLive({ body: `${body}<i x-data x-text="$action.pending()"></i>` })
  await connected(hub)
  await hub.publish('room', signal('n', 1))
  await expect.poll(() => shown(page)).toBe('1')
  expect(await page.textContent('i')).toBe('false')
  await idle(page)
})

test('many messages arrive in order, each once', async () => {
  const { page, hub } = await openLive({
    body: `<main id="root" x-data="{ all: [] }" x-live="/live/room" @n="all.push($event.detail)"></main>`,
  })
  await connected(hub)
  for (let i = 0; i < 3000; i++) void hub.publish('room', event('n', i))
  const all = async () => (await state(page))['root']?.['all']
  await expect.poll(all).toHaveLength(3000)
  expect(await all()).toEqual(Array.from({ length: 3000 }, (_, i) => i))
})

test('the tab that sends something is left out, if it is asked to be', async () => {
  const { page, hub } = await openLive({
    actions: (hub) => ({
      say: action(async (ctx) => {
        await hub.publish('room', signal('n', 1), { except: ctx.hyper.tab })
        await hub.publish('room', signal('$second', true))
      }),
    }),
  })
  await connected(hub)
  await act(page, 'main', 'say')
  await expect.poll(async () => (await state(page))['$']).toEqual({ second: true })
  expect(await shown(page)).toBe('0')
})

test.each(lives.map((row) => [row.title, row] as const))('%s is read', async (_title, { text, after = ['1', ''] }) => {
  const { page } = await open({
    body: `<main x-data="{ n: 1, end: 0 }" x-live="/live"><b x-text="n"></b><i id="i"></i><u x-text="end"></u></main>`,
    context: {},
    routes: (router) =>
      router.get('/live', (ctx) => {
        ctx.respond = false
        const headers = { 'Content-Type': 'text/event-stream', 'Hyper-Answer': '1', 'Hyper-Heartbeat': '15000' }
        const last = 'event: signals\ndata: {"values":{"end":1}}\nid: e.9\n\n'
        const whole = text.replaceAll('TAB', ctx.get('Hyper-Tab')).replaceAll('EPOCH', 'e') + last
        ctx.res.writeHead(200, headers)
        // however it is cut
        for (const byte of Buffer.from(whole)) ctx.res.write(Buffer.of(byte))
      }),
  })
  await expect.poll(() => page.textContent('u')).toBe('1')
  expect([await page.textContent('b'), await page.textContent('i')]).toEqual(after)
})

describe('a stream that is cut', () => {
  test('goes on where it was', async () => {
    const { page, hub, connects } = await openLive({ live: { user: () => 1 } })
    await connected(hub)
    await hub.publish('room', signal('n', 1))
    await expect.poll(() => shown(page)).toBe('1')
    const last = hub.cursor()
    await hub.disconnect({ user: 1 })
    await hub.publish('room', elements('<li>missed</li>', { target: '#rows', swap: 'append' }))
    await expect.poll(() => page.locator('li').count()).toBe(1)
    expect(connects.map(({ after }) => after)).toEqual(['', last])
    expect(connects[0]?.tab).toBe(connects[1]?.tab)
  })

  test('begins where the page was rendered', async () => {
    const hub = createHub()
    onTestFinished(() => hub.close())
    await hub.publish('room', signal('n', 1))
    const cursor = hub.cursor()
    await hub.publish('room', event('n', 2))
    const { page } = await open({
      body: `<main id="root" x-data="{ all: [] }" x-live="/live#${cursor}" @n="all.push($event.detail)"></main>`,
      routes: (router) => router.get('/live', hub.live({ topics: () => ['room'] })),
      context: {},
    })
    await expect.poll(async () => (await state(page))['root']).toEqual({ all: [2] })
  })

  test('by silence is opened again', async () => {
    let connects = 0
    await open({
      body: `<p x-data x-live="/live"></p>`,
      context: {},
      routes: (router) =>
        router.get('/live', (ctx) => {
          connects++
          ctx.respond = false
          const headers = { 'Content-Type': 'text/event-stream', 'Hyper-Answer': '1', 'Hyper-Heartbeat': '20' }
          ctx.res.writeHead(200, headers).write('event: live\ndata: {}\nid: e.1\n\n')
        }),
    })
    await expect.poll(() => connects).toBeGreaterThan(1)
  })

  test('is opened again less and less often, and at once when the tab is back', async () => {
    let connects = 0
    const { page } = await open({
      body: `<p x-data x-live="/live"></p>`,
      context: {},
      script: 'Math.random = () => 1',
      expectErrors: /503/,
      routes: (router) =>
        router.get('/live', (ctx) => {
          connects++
          ctx.throw(503)
        }),
    })
    await expect.poll(() => connects).toBe(3)
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
    await expect.poll(() => connects, { timeout: 1000 }).toBe(4)
  })
})

describe('a gap', () => {
  test('tells the page, which loads itself again', async () => {
    const { page, hub } = await openLive()
    await connected(hub)
    await page.evaluate('window.stayed = true')
    await page.evaluate(`root.setAttribute('x-live', '/live/room#lost.1')`)
    await page.waitForFunction('!window.stayed')
  })

  test('does not, if a listener sees to it', async () => {
    const { page, hub } = await openLive()
    await connected(hub)
    await page.evaluate(`
      window.stayed = true
      root.addEventListener('hyper:gap', (event) => { event.preventDefault(); window.gap = event.detail })
      root.setAttribute('x-live', '/live/room#lost.1')`)
    await page.waitForFunction('window.gap')
    expect(await page.evaluate('[stayed, gap.filled]')).toEqual([true, false])
  })

  test('does not, if the user would lose what was typed, which is reported', async () => {
    const { page, hub, errors } = await openLive({
      body: `${body}<input aria-label="text">`,
      expectErrors: /messages are lost/,
    })
    await connected(hub)
    await page.fill('input', 'typed')
    await page.evaluate(`root.setAttribute('x-live', '/live/room#lost.1')`)
    await expect.poll(() => errors.length).toBe(1)
    expect(await page.inputValue('input')).toBe('typed')
  })

  test('is filled by onGap', async () => {
    const { page, hub } = await openLive({ live: { onGap: () => signal('n', 5) } })
    await connected(hub)
    await page.evaluate(`root.setAttribute('x-live', '/live/room#lost.1')`)
    await expect.poll(() => shown(page)).toBe('5')
  })
})

describe('a stream that is refused', () => {
  test.each([401, 403, 404])('with %i ends, and is reported once', async (status) => {
    const { hub, connects, errors } = await openLive({
      live: { topics: (ctx) => ctx.throw(status, 'Not for you') },
      expectErrors: /Not for you|Failed to load/,
    })
    await expect.poll(() => errors.filter((error) => error.includes('Not for you')).length).toBe(1)
    expect(hub.connections()).toEqual([])
    expect(connects.length).toBe(1)
  })

  test('with 204 ends silently', async () => {
    const { connects, page } = await openLive({
      live: {
        use: (ctx) => {
          ctx.status = 204
        },
      },
    })
    await expect.poll(() => connects.length).toBe(1)
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
    await idle(page)
    expect(connects.length).toBe(1)
  })

  test('for a while is opened again after that', async () => {
    let isBusy = true
    const { connects } = await openLive({
      live: {
        topics(ctx) {
          if (isBusy) ctx.throw(429, 'Later', { headers: { 'Retry-After': '1' } })
          return []
        },
      },
      expectErrors: /Failed to load/,
    })
    await expect.poll(() => connects.length).toBe(1)
    isBusy = false
    await expect.poll(() => connects.length).toBe(2)
    // the time between them is what this is about
    expect((connects[1]?.at ?? 0) - (connects[0]?.at ?? 0)).toBeGreaterThanOrEqual(1000)
  })

  test('by a redirect leads there', async () => {
    const { page, url } = await openLive({
      live: { use: (ctx) => ctx.redirect('/login') },
      routes: (router) =>
        router.get('/login', (ctx) => {
          ctx.body = '<link rel="icon" href="data:,">login'
        }),
    })
    await page.waitForURL(`${url}/login`)
  })

  test('by a page that is no stream is reported', async () => {
    const { errors } = await open({
      body: '<p x-live="/page"></p>',
      context: {},
      routes: (router) =>
        router.get('/page', (ctx) => {
          ctx.body = '<p>page</p>'
        }),
      expectErrors: /not a live stream; is hub\.live\(\) on that route/,
    })
    await expect.poll(() => errors.length).toBe(1)
  })
})

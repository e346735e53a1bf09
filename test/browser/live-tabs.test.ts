import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright'
import { describe, expect, onTestFinished, test } from 'vitest'
import { action, createHub, event, type Hub, type LiveOptions } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { act, evaluate, state } from './page.js'

const open = useApp()

const body = (cursor = '') => `<main id="root" x-data="{ all: [] }" x-live="/live/room${cursor && `#${cursor}`}"
  @n="all.push($event.detail)"></main>`

interface TabsOptions extends Partial<AppOptions> {
  count?: number
  live?: LiveOptions
}

/** Tabs of one browser that show the same page. */
async function openTabs({ count = 3, live = {}, ...more }: TabsOptions = {}) {
  const hub = createHub()
  onTestFinished(() => hub.close())
  let connects = 0
  const app = await open({
    body: body(),
    context: {},
    actions: { say: action((ctx) => void hub.publish('room', event('n', 'said'), { except: ctx.hyper.tab })) },
    ...more,
    routes(router, koa) {
      const route = hub.live({ topics: () => ['room'], ...live })
      router.get('/live/room', (ctx, next) => {
        connects++
        return route(ctx, next)
      })
      more.routes?.(router, koa)
    },
  })
  const tabs = [app.page]
  const add = async (url = app.url) => {
    const tab = await app.page.context().newPage()
    await tab.goto(url)
    tabs.push(tab)
    return tab
  }
  while (tabs.length < count) await add()
  return { ...app, hub, tabs, add, connects: () => connects }
}

const all = async (tab: Page) => (await state(tab))['root']?.['all']

/** Publishes until all tabs have something: then each has its place in the stream. */
async function settled(hub: Hub, tabs: readonly Page[]): Promise<void> {
  await expect
    .poll(async () => {
      await hub.publish('room', event('n', 0))
      return (await Promise.all(tabs.map(all))).every((each) => (each as unknown[]).length > 0)
    })
    .toBe(true)
  await hub.publish('room', event('n', -1))
  for (const tab of tabs) await expect.poll(async () => ((await all(tab)) as number[]).at(-1)).toBe(-1)
  for (const tab of tabs) await tab.evaluate(`Alpine.closestDataStack(root)[0].all.length = 0`)
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

async function publish(hub: Hub, from: number, to: number): Promise<void> {
  for (const n of numbers(from, to)) await hub.publish('room', event('n', n))
}

test('tabs share one stream, and each gets all of it once, in order', async () => {
  const { hub, tabs, connects } = await openTabs()
  await settled(hub, tabs)
  await publish(hub, 1, 300)
  for (const tab of tabs) await expect.poll(() => all(tab)).toEqual(numbers(1, 300))
  expect(hub.connections().length).toBe(1)
  expect(connects()).toBe(1)
})

describe('when the tab that has the stream goes, another goes on where it was:', () => {
  test.each([
    ['closed', (tab: Page) => tab.close()],
    ['reloaded', (tab: Page) => tab.goto('about:blank')],
    ['killed', (tab: Page) => crash(tab)],
  ])('%s', async (_how, leave) => {
    const { hub, tabs, connects } = await openTabs()
    await settled(hub, tabs)
    const [first, ...others] = tabs as [Page, ...Page[]]
    let left = leave(first).then(() => {
      left = undefined
    }) as Promise<void> | undefined
    let n = 1
    // some in each millisecond, in the middle of which it goes
    for (; left || connects() < 2; n++) {
      await publish(hub, n, n + 1)
      await wait(1)
    }
    await publish(hub, n, n + 10)
    for (const tab of others) await expect.poll(() => all(tab)).toEqual(numbers(1, n + 10))
    expect(hub.connections().length).toBe(1)
    if (!first.isClosed()) await first.close()
  })
})

/** Its process is gone, as by kill -9. */
async function crash(tab: Page): Promise<void> {
  const session = await tab.context().newCDPSession(tab)
  const crashed = tab.waitForEvent('crash')
  session.send('Page.crash').catch(() => {}) // nobody is there to answer
  await crashed
}

test('a stream that is cut goes on for all tabs', async () => {
  const { hub, tabs, connects } = await openTabs({ live: { user: () => 1 } })
  await settled(hub, tabs)
  await hub.disconnect({ user: 1 })
  await publish(hub, 1, 50)
  for (const tab of tabs) await expect.poll(() => all(tab)).toEqual(numbers(1, 50))
  expect(connects()).toBe(2)
})

test('all tabs know that the server is away, and that it is back', async () => {
  let isAway = false
  const { hub, tabs } = await openTabs({
    live: { user: () => 1 },
    expectErrors: /Failed to load/,
    routes: (_router, app) =>
      app.use((ctx, next) => {
        if (!isAway) return next()
        ctx.respond = false
        ctx.res.destroy()
        return undefined
      }),
  })
  await settled(hub, tabs)
  isAway = true
  await hub.disconnect({ user: 1 })
  for (const tab of tabs) await expect.poll(() => evaluate(tab, 'main', '$action.online')).toBe(false)
  isAway = false
  for (const tab of tabs) await expect.poll(() => evaluate(tab, 'main', '$action.online')).toBe(true)
})

test('what is not for one tab reaches the others, whichever has the stream', async () => {
  const { hub, tabs } = await openTabs()
  await settled(hub, tabs)
  const [first, second, third] = tabs as [Page, Page, Page]
  await act(second, 'main', 'say')
  await act(first, 'main', 'say')
  await publish(hub, 1, 2)
  await expect.poll(() => all(first)).toEqual(['said', 1])
  await expect.poll(() => all(second)).toEqual(['said', 1])
  await expect.poll(() => all(third)).toEqual(['said', 'said', 1])
})

test('a tab that was rendered a moment ago gets what came since', async () => {
  let cursor = ''
  const { hub, tabs, add, url, connects } = await openTabs({
    count: 2,
    routes: (router) =>
      router.get('/late', (ctx) => {
        ctx.body = `<!doctype html><title>late</title><link rel="icon" href="data:,">
          <script defer src="/hyper.js"></script><script defer src="/alpine.js"></script>${body(cursor)}`
      }),
  })
  await settled(hub, tabs)
  cursor = hub.cursor()
  await publish(hub, 1, 10)
  await hub.publish('elsewhere', event('n', 'no'))
  const late = await add(`${url}/late`)
  await publish(hub, 10, 20)
  await expect.poll(() => all(late)).toEqual(numbers(1, 20))
  expect(connects()).toBe(1)
})

test('a tab that was rendered while nothing was said has no gap', async () => {
  let cursor = ''
  const { hub, tabs, add, url, page } = await openTabs({
    count: 1,
    routes: (router) =>
      router.get('/late', (ctx) => {
        ctx.body = `<!doctype html><title>late</title><link rel="icon" href="data:,">
          <script defer src="/hyper.js"></script><script defer src="/alpine.js"></script>${body(cursor)}`
      }),
  })
  await expect.poll(() => hub.connections().length).toBe(1)
  await hub.publish('elsewhere', event('n', 'no'))
  cursor = hub.cursor()
  const late = await add(`${url}/late`)
  await late.evaluate(`window.stayed = true`)
  for (const n of [1, 2]) {
    await hub.publish('room', event('n', n))
    await expect.poll(() => all(page)).toEqual(numbers(1, n + 1))
  }
  for (const tab of tabs) await expect.poll(() => all(tab)).toEqual([1, 2])
  expect(await late.evaluate('window.stayed')).toBe(true)
})

test('a gap is a gap for all tabs', async () => {
  const { hub, tabs } = await openTabs({ count: 2, live: { user: () => 1, onGap: () => event('n', 'filled') } })
  await settled(hub, tabs)
  for (const tab of tabs) await tab.evaluate(`root.addEventListener('hyper:gap', () => { window.gap = true })`)
  await hub.publish('room', event('n', 1))
  await hub.disconnect({ user: 1 })
  // more than the hub keeps
  for (let i = 0; i < 1100; i++) void hub.publish('elsewhere', event('n', i))
  for (const tab of tabs) await expect.poll(() => all(tab)).toEqual([1, 'filled'])
  expect(await Promise.all(tabs.map((tab) => tab.evaluate('window.gap')))).toEqual([true, true])
})

test('a stream that cannot be shared is one for each tab', async () => {
  const { hub, tabs } = await openTabs({ live: { shared: false } })
  await expect.poll(() => hub.connections().length).toBe(3)
  await publish(hub, 1, 5)
  for (const tab of tabs) await expect.poll(() => all(tab)).toEqual(numbers(1, 5))
})

const hide = (isHidden: boolean) => `
  Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))`

describe('a stream of a tab alone', () => {
  test('is closed when the tab is hidden for 30 s, and goes on when it is back', async () => {
    const { page, hub, connects } = await openTabs({ count: 1, live: { shared: false }, clock: true })
    await expect.poll(() => hub.connections().length).toBe(1)
    await publish(hub, 1, 5)
    await expect.poll(() => all(page)).toEqual(numbers(1, 5))
    await page.evaluate(hide(true))
    await page.clock.runFor(31_000)
    await expect.poll(() => hub.connections().length).toBe(0)
    await page.clock.runFor(60_000)
    await publish(hub, 5, 10)
    expect(connects()).toBe(1)
    await page.evaluate(hide(false))
    await expect.poll(() => all(page)).toEqual(numbers(1, 10))
  })

  test('is closed in hidden tabs when another tab opens one, so that there are connections left', async () => {
    const { tabs, add, hub, page } = await openTabs({ live: { shared: false } })
    await expect.poll(() => hub.connections().length).toBe(3)
    for (const tab of tabs) await tab.evaluate(hide(true))
    for (let i = 0; i < 8; i++) {
      const tab = await add()
      await expect.poll(() => hub.connections().length).toBe(1)
      await tab.evaluate(hide(true))
    }
    expect(await page.evaluate(`fetch('/').then(({ status }) => status)`)).toBe(200)
  })
})

test('a stream that is shared goes on in a hidden tab', async () => {
  const { hub, tabs, connects } = await openTabs({ count: 2, clock: true })
  await settled(hub, tabs)
  for (const tab of tabs) await tab.evaluate(hide(true))
  await tabs[0]?.clock.runFor(31_000)
  await publish(hub, 1, 5)
  for (const tab of tabs) await expect.poll(() => all(tab)).toEqual(numbers(1, 5))
  expect(connects()).toBe(1)
})

test('eight tabs leave connections for calls', async () => {
  const { hub, tabs } = await openTabs({ count: 8 })
  await settled(hub, tabs)
  for (const tab of tabs) expect(await act(tab, 'main', 'say')).toMatchObject({ ok: true })
  expect(hub.connections().length).toBe(1)
})

test('where there are no locks, each tab has its own', async () => {
  const script = `Object.defineProperty(navigator, 'locks', { value: undefined })`
  const { hub, tabs } = await openTabs({ script })
  await expect.poll(() => hub.connections().length).toBe(3)
  await publish(hub, 1, 5)
  for (const tab of tabs) await expect.poll(() => all(tab)).toEqual(numbers(1, 5))
})

import { expect, onTestFinished, test } from 'vitest'
import { createHub, signal } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'

const open = useApp({ backForwardCache: true })

const body = `<main id="root" x-data="{ n: 0 }" x-live="/live/room"><output x-text="n"></output>
  <i x-offline>offline</i></main>`

async function openLive(more: Partial<AppOptions> = {}) {
  const hub = createHub()
  onTestFinished(() => hub.close())
  const connects: string[] = []
  const app = await open({
    body,
    context: {},
    expectErrors: /Failed to load|ERR_/,
    ...more,
    routes(router, koa) {
      const route = hub.live({ topics: ({ params: { topic = '' } }) => [topic], user: () => 1 })
      router.get('/live/:topic', (ctx, next) => {
        connects.push(ctx.get('Last-Event-ID'))
        return route(ctx, next)
      })
      router.get('/there', (ctx) => {
        ctx.body = '<!doctype html><title>There</title><link rel="icon" href="data:,">'
      })
      more.routes?.(router, koa)
    },
  })
  await expect.poll(() => hub.connections().length).toBe(1)
  const shown = () => app.page.textContent('output')
  return { ...app, hub, connects, shown }
}

test('without a network it waits, and goes on at once when that is back', async () => {
  const { page, hub, connects, shown } = await openLive()
  await hub.publish('room', signal('n', 1))
  await expect.poll(shown).toBe('1')
  await page.context().setOffline(true)
  // Chromium leaves what is open as it is
  await hub.disconnect({ user: 1 })
  await expect.poll(() => page.isVisible('i')).toBe(true)
  await expect.poll(() => hub.connections().length).toBe(0)
  await hub.publish('room', signal('n', 2))
  expect(connects.length).toBe(1)
  await page.context().setOffline(false)
  await expect.poll(shown).toBe('2')
  expect(connects.length).toBe(2)
})

test('in the back/forward cache there is no stream, and it goes on where it was', async () => {
  const { page, url, hub, connects, shown } = await openLive()
  await hub.publish('room', signal('n', 1))
  await expect.poll(shown).toBe('1')
  const last = hub.cursor()
  await page.evaluate('window.kept = true')
  await page.goto(`${url}/there`)
  await expect.poll(() => hub.connections().length).toBe(0)
  await hub.publish('room', signal('n', 2))
  await page.evaluate('history.back()')
  await expect.poll(shown).toBe('2')
  expect(await page.evaluate('window.kept')).toBe(true)
  expect(connects).toEqual(['', last])
})

test('the page shows that the server is away, and that it is back', async () => {
  let isAway = false
  const { page, hub } = await openLive({
    routes: (_router, app) =>
      app.use((ctx, next) => {
        if (!isAway) return next()
        ctx.res.destroy()
        return undefined
      }),
  })
  isAway = true
  await page.evaluate(`root.setAttribute('x-live', '/live/other')`)
  await expect.poll(() => page.isVisible('i')).toBe(true)
  isAway = false
  await expect.poll(() => page.isVisible('i')).toBe(false)
  await expect.poll(() => hub.connections().map(({ path }) => path)).toEqual(['/live/other'])
})

import { expect, test } from 'vitest'
import { action, type Returned, stopPolling } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { gate, idle } from './page.js'

const open = useApp()

/** Opens a page that polls `tick`, which answers with what `reply` says. Time passes as it does, and by `pass`. */
async function openPolling(
  attribute: string,
  reply: (tick: number) => unknown = () => ({}),
  options: Partial<AppOptions> = {},
) {
  const ticks: number[] = []
  const app = await open({
    body: `<main x-data="{ n: 0 }"><output x-text="n"></output><div style="height: 3000px"></div><p id="it" ${attribute}>poll</p></main>`,
    actions: {
      tick: action({ method: ['GET', 'POST'] }, (ctx) => {
        ticks.push(Date.now())
        const answer = reply(ticks.length)
        if (typeof answer !== 'number') return answer as Returned
        ctx.status = answer
        return answer === 286 ? { n: ticks.length } : []
      }),
    },
    script: `window.calls = 0; addEventListener('hyper:before', () => { calls++ })`,
    clock: true,
    ...options,
  })
  const pass = (time: number) => app.page.clock.runFor(time)
  /** How many have begun. */
  const calls = () => app.page.evaluate('calls')
  return { ...app, ticks, pass, calls }
}

const hide = (isHidden: boolean) => `
  Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))`

test('calls again and again, an interval after the last is over', async () => {
  const { ticks } = await openPolling('x-action:poll.60ms="GET tick"', (n) => ({ n }))
  await expect.poll(() => ticks.length).toBeGreaterThan(3)
  // the time between them is what this is about
  expect(Math.min(...ticks.slice(1).map((at, index) => at - (ticks[index] ?? 0)))).toBeGreaterThanOrEqual(55)
})

test('never overlaps', async () => {
  const held = gate()
  const polling = openPolling('x-action:poll.20ms.parallel="tick"', () => held.opened.then(() => []))
  const { page, ticks, pass, calls } = await polling
  await expect.poll(() => ticks.length).toBe(1)
  await pass(5000)
  expect(await calls()).toBe(1)
  held.open()
  await expect.poll(() => ticks.length).toBeGreaterThan(1)
  await page.evaluate(`it.remove()`)
})

test.each(['1s', '0m'])('takes %s for an interval', async (interval) => {
  const { ticks } = await openPolling(`x-action:poll.${interval}="GET tick"`, () => 286)
  await expect.poll(() => ticks.length).toBe(1)
})

test('rests while the tab is hidden, and calls at once when it is back', async () => {
  const { page, ticks, pass, calls } = await openPolling('x-action:poll.60s="GET tick"')
  await page.evaluate(hide(true))
  await pass(200_000)
  expect(await calls()).toBe(0)
  await page.evaluate(hide(false))
  await expect.poll(() => ticks.length).toBe(1)
  await idle(page)
  await pass(61_000)
  await expect.poll(() => ticks.length).toBe(2)
})

test('with .visible it rests while it is out of sight', async () => {
  const { page, ticks, pass, calls } = await openPolling('x-action:poll.40ms.visible="GET tick"')
  await pass(60_000)
  expect(await calls()).toBe(0)
  await page.evaluate('it.scrollIntoView()')
  await expect.poll(() => ticks.length).toBeGreaterThan(1)
  await page.evaluate(`new Promise((hidden) => {
    new IntersectionObserver((entries) => entries.at(-1).isIntersecting || hidden()).observe(it)
    scrollTo(0, 0)
  })`)
  await idle(page)
  const before = await calls()
  await pass(60_000)
  expect(await calls()).toBe(before)
})

test('ends by status 286, whose items are applied', async () => {
  const polling = openPolling('x-action:poll.30ms="GET tick"', (n) => (n === 2 ? 286 : {}))
  const { page, pass, calls } = await polling
  await expect.poll(() => page.textContent('output')).toBe('2')
  await idle(page)
  await pass(60_000)
  expect(await calls()).toBe(2)
})

test('ends by a bare 286 of anyone', async () => {
  let ticks = 0
  const { page, pass, calls } = await openPolling('x-action:poll.30ms="GET /tick"', undefined, {
    routes: (router) =>
      router.get('/tick', (ctx) => {
        ticks++
        ctx.respond = false
        ctx.res.writeHead(286).end()
      }),
  })
  await expect.poll(() => ticks).toBe(1)
  await idle(page)
  await pass(60_000)
  expect(await calls()).toBe(1)
})

test('ends by a stop item, and a changed attribute begins anew', async () => {
  let ticks = 0
  const { page, pass, calls } = await openPolling('x-action:poll.30ms="GET /tick?a"', undefined, {
    routes: (router) =>
      router.get('/tick', (ctx) => {
        ticks++
        ctx.set('Hyper-Answer', '1')
        ctx.type = 'text/event-stream'
        ctx.body = `event: signals\ndata: {"values":{"n":${ticks}}}\n\nevent: stop\ndata: {}\n\nevent: end\ndata: {}\n\n`
      }),
  })
  await expect.poll(() => page.textContent('output')).toBe('1')
  await idle(page)
  await pass(60_000)
  expect(await calls()).toBe(1)
  await page.evaluate(`it.setAttribute('x-action:poll.30ms', 'GET /tick?b')`)
  await expect.poll(() => page.textContent('output')).toBe('2')
})

test('ends by a stop item of another call of its element, without one more', async () => {
  const { page, ticks, pass } = await openPolling('x-action:click="halt" x-action:poll.30s="tick"', undefined, {
    actions: { tick: action(() => void ticks.push(0)), halt: action(() => stopPolling()) },
  })
  await pass(30_000)
  await expect.poll(() => ticks.length).toBe(1)
  await idle(page)
  await page.click('#it')
  await idle(page)
  await pass(60_000)
  await idle(page)
  expect(ticks).toHaveLength(1)
})

test('ends with its element', async () => {
  const { page, ticks, pass, calls } = await openPolling('x-action:poll.30ms="GET tick"')
  await expect.poll(() => ticks.length).toBeGreaterThan(0)
  // Alpine hears of it in a microtask
  const before = await page.evaluate('(it.remove(), Promise.resolve().then(() => calls))')
  await pass(60_000)
  expect(await calls()).toBe(before)
})

test('goes on when a call fails, or cannot be made', async () => {
  const { page, ticks, errors } = await openPolling('x-action:poll.30ms="tick({ a: bad.b })"', () => 500, {
    expectErrors: /bad|500/,
  })
  await expect.poll(() => errors.length).toBeGreaterThan(1)
  await page.evaluate(`it.setAttribute('x-action:poll.30ms', 'tick'); it.getAttributeNames()`)
  await expect.poll(() => ticks.length).toBeGreaterThan(2)
})

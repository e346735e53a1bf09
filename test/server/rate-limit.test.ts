import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Action, RateLimit, RateStore } from '../../server/index.js'
import { action, actions, toast } from '../../server/index.js'
import { createMemory } from '../../server/rate-memory.js'
import { type Served, serve } from './serve.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const limited = (limit: RateLimit): Action => action({ limit }, () => toast('ran'))

async function statuses({ call }: Served, times: number, action = 'go'): Promise<number[]> {
  const got: number[] = []
  for (let time = 0; time < times; time++) got.push((await call('/', { action })).status)
  return got
}

test('so many calls may come at once, and then one each time a share of the period has passed', async () => {
  const served = await serve({ actions: { go: limited({ calls: 3, per: 60_000 }) } })
  expect(await statuses(served, 4)).toEqual([200, 200, 200, 429])
  vi.advanceTimersByTime(19_999)
  expect(await statuses(served, 1)).toEqual([429])
  vi.advanceTimersByTime(1)
  expect(await statuses(served, 2)).toEqual([200, 429])
  vi.advanceTimersByTime(60_000)
  expect(await statuses(served, 4)).toEqual([200, 200, 200, 429])
})

test('a call beyond the limit is 429 with the seconds to wait, and queued toasts are shown', async () => {
  let ran = 0
  const { call, plain } = await serve({
    inside: (app) =>
      void app.use((ctx, next) => {
        ctx.hyper.toast('Slow down')
        return next()
      }),
    actions: {
      go: action({ limit: { calls: 1, per: 60_000 } }, () => {
        ran++
      }),
    },
  })
  await call('/', { action: 'go' })
  vi.advanceTimersByTime(12_500)
  const { status, headers, events } = await call('/', { action: 'go' })
  expect([status, headers.get('Retry-After')]).toEqual([429, '48'])
  expect(events).toMatchObject([
    { kind: 'toast', data: { message: 'Slow down' } },
    { kind: 'error', data: { status: 429, message: 'Too many calls; the next may come in 48 s' } },
  ])
  const response = await plain('/', { method: 'POST', body: new URLSearchParams({ _action: 'go' }) })
  expect([response.status, response.headers.get('Retry-After')]).toEqual([429, '48'])
  expect(ran).toBe(1)
})

test('each action counts by itself', async () => {
  const served = await serve({
    actions: { go: limited({ calls: 1, per: 1000 }), other: limited({ calls: 1, per: 1000 }) },
  })
  expect(await statuses(served, 2)).toEqual([200, 429])
  expect(await statuses(served, 2, 'other')).toEqual([200, 429])
})

test('a route counts as one, whatever its params are', async () => {
  const { call } = await serve({ routes: (router) => router.post('/todos/:id', limited({ calls: 1, per: 1000 })) })
  expect([(await call('/todos/1')).status, (await call('/todos/2')).status]).toEqual([200, 429])
})

test('by says whose calls are counted together, and may use what a hook found', async () => {
  const go = action(
    {
      use: (ctx, next) => {
        ctx.state['user'] = ctx.get('X-User')
        return next()
      },
      limit: { calls: 1, per: 1000, by: (ctx) => ctx.state['user'] },
    },
    () => toast('ran'),
  )
  const { call } = await serve({ actions: { go } })
  const as = async (user: string) => (await call('/', { action: 'go', headers: { 'X-User': user } })).status
  expect([await as('ann'), await as('bea'), await as('ann')]).toEqual([200, 200, 429])
})

test.each([
  ['192.0.2.1', '192.0.2.2', 200],
  ['192.0.2.1', '192.0.2.1', 429],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.2', 200],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:9:9:9:9', 429],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::', 429],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:3::', 200],
  ['2001:db8::1', '2001:db8:0:0:9::', 429],
  ['2001:db8::1', '2001:db8:0:1::1', 200],
  ['::1', '::2', 429],
  ['::', '1::', 200],
  ['no address', 'no address', 429],
])('by default who calls from %s counts with %s: %i', async (first, second, status) => {
  const { call } = await serve({
    outside: (app) => {
      app.proxy = true
    },
    actions: { go: limited({ calls: 1, per: 1000 }) },
  })
  const from = async (ip: string) => (await call('/', { action: 'go', headers: { 'X-Forwarded-For': ip } })).status
  expect(await from(first)).toBe(200)
  expect(await from(second)).toBe(status)
})

test('the limit is checked before the data is read', async () => {
  const { call } = await serve({ actions: { go: limited({ calls: 1, per: 1000 }) } })
  const bad = { action: 'go', body: '{', headers: { 'Content-Type': 'application/json' } }
  expect([(await call('/', bad)).status, (await call('/', bad)).status]).toEqual([400, 429])
})

test('a call that a hook stops, or of a wrong method, is not counted', async () => {
  const go = action(
    { limit: { calls: 1, per: 1000 }, use: (ctx, next) => (ctx.get('X-Stop') ? undefined : next()) },
    () => toast('ran'),
  )
  const served = await serve({ actions: { go } })
  expect((await served.call('/', { action: 'go', headers: { 'X-Stop': '1' } })).status).toBe(204)
  expect((await served.call('/', { action: 'go', method: 'PUT' })).status).toBe(405)
  expect(await statuses(served, 2)).toEqual([200, 429])
})

test('a store counts for several processes, under the name or the route of the action', async () => {
  const asked: unknown[] = []
  const store: RateStore = {
    async take(...given) {
      asked.push(given)
      return asked.length > 2 ? 1 : 0
    },
  }
  const go = limited({ calls: 5, per: 1000, by: () => 'ann', store })
  const { call } = await serve({ actions: { go }, routes: (router) => router.post('/todos/:id', go) })
  expect((await call('/', { action: 'go' })).status).toBe(200)
  expect((await call('/todos/1')).status).toBe(200)
  const { status, headers } = await call('/', { action: 'go' })
  expect([status, headers.get('Retry-After')]).toEqual([429, '1'])
  expect(asked.slice(0, 2)).toEqual([
    ['go ann', { calls: 5, per: 1000 }],
    ['/todos/:id ann', { calls: 5, per: 1000 }],
  ])
})

test('10000 keys are remembered, then the one that called longest ago is forgotten', () => {
  const memory = createMemory()
  const limit = { calls: 1, per: 60_000 }
  const take = (key: number) => memory.take(String(key), limit) === 0
  for (let key = 0; key < 10_000; key++) take(key)
  expect([take(0), take(10_000), take(0), take(1)]).toEqual([false, true, false, true])
})

test.each([1, 3, 7, 49, 1000])('exactly %i calls are taken, however the period divides', (calls) => {
  const memory = createMemory()
  const limit = { calls, per: 1000 }
  const take = () => memory.take('a', limit) === 0
  vi.advanceTimersByTime(12_345)
  for (let call = 0; call < calls; call++) expect(take()).toBe(true)
  expect(take()).toBe(false)
  vi.advanceTimersByTime(1000)
  for (let call = 0; call < calls; call++) expect(take()).toBe(true)
  expect(take()).toBe(false)
})

test.each([
  [{ calls: 0, per: 1 }, 'limit.calls is a whole number above 0, not 0'],
  [{ calls: 1.5, per: 1 }, 'limit.calls'],
  [{ calls: Number.NaN, per: 1 }, 'limit.calls'],
  [{ calls: 1, per: 0 }, 'limit.per is a whole number above 0, not 0'],
  [{ calls: 1, per: Number.POSITIVE_INFINITY }, 'limit.per'],
  [{ calls: 1 } as RateLimit, 'limit.per'],
])('the limit %j is refused at start-up', (limit, message) => {
  expect(() => actions({ go: limited(limit) })).toThrow(message)
})

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { action, elements, hyper, memoryStore, signal, toast } from '../../server/index.js'
import { sending } from './sending.js'
import { gate, serve } from './serve.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

test('a call is forgotten after its time', async () => {
  let ran = 0
  const { call } = await serve({
    hyper: { idempotency: { ttl: 1000 } },
    actions: { go: action(() => signal('ran', ++ran)) },
  })
  const send = sending()
  await call('/', send())
  vi.advanceTimersByTime(999)
  expect((await call('/', send(2))).text).toContain('"ran":1')
  vi.advanceTimersByTime(1)
  expect((await call('/', send(3))).text).toContain('"ran":2')
})

test('one that runs is not forgotten, and its time begins when it ends', async () => {
  const [begun, more] = [gate(), gate()]
  let ran = 0
  const { call } = await serve({
    hyper: { idempotency: { ttl: 1000 } },
    actions: {
      go: action(async () => {
        ran++
        begun.open()
        await more.passed
      }),
    },
  })
  const send = sending()
  const first = call('/', send())
  await begun.passed
  vi.advanceTimersByTime(5000)
  const second = call('/', send(2))
  more.open()
  expect([(await first).status, (await second).status, ran]).toEqual([204, 204, 1])
  vi.advanceTimersByTime(999)
  await call('/', send(3))
  expect(ran).toBe(1)
})

test('beyond so many calls, the one that ended longest ago is forgotten', async () => {
  let ran = 0
  const { call } = await serve({
    hyper: { idempotency: { store: memoryStore({ entries: 2 }) } },
    actions: { go: action(() => signal('ran', ++ran)) },
  })
  const [a, b, c] = [sending(), sending(), sending()]
  for (const send of [a, b, c]) await call('/', send())
  expect((await call('/', b(2))).text).toContain('"ran":2')
  expect((await call('/', c(2))).text).toContain('"ran":3')
  expect((await call('/', a(2))).text).toContain('"ran":4')
})

test('those that run are not forgotten: one more is 503, and the log names the limit', async () => {
  const [begun, more] = [gate(), gate()]
  const { call, failures } = await serve({
    hyper: { idempotency: { store: memoryStore({ entries: 1 }) } },
    actions: {
      go: action(async () => {
        begun.open()
        await more.passed
      }),
    },
  })
  const first = call('/', sending()())
  await begun.passed
  const { status, headers, text } = await call('/', sending()())
  expect([status, headers.get('Retry-After')]).toEqual([503, '1'])
  expect(text).not.toContain('memoryStore')
  expect(failures()[0]?.message).toContain('memoryStore({ entries })')
  more.open()
  expect((await first).status).toBe(204)
})

test('beyond so many bytes the oldest answers are dropped, but not that their calls were made', async () => {
  let ran = 0
  const { call } = await serve({
    hyper: { idempotency: { store: memoryStore({ bytes: 2500 }) } },
    actions: { go: action(() => [signal('ran', ++ran), elements(`<p>${'x'.repeat(1000)}</p>`)]) },
  })
  const [a, b, c] = [sending(), sending(), sending()]
  for (const send of [a, b, c]) await call('/', send())
  const { status, events } = await call('/', a(2))
  expect([status, events]).toMatchObject([409, [{ kind: 'error', data: { reason: 'unknown' } }]])
  expect(JSON.stringify(events)).toContain('memoryStore({ bytes })')
  expect((await call('/', b(2))).text).toContain('"ran":2')
  expect((await call('/', c(2))).text).toContain('"ran":3')
})

test('a handler that may run again does so when its answer was dropped', async () => {
  const done = new Set<string>()
  const { call } = await serve({
    hyper: { idempotency: { store: memoryStore({ bytes: 1 }) } },
    actions: {
      go: action({ idempotent: true }, (ctx) => {
        const isFirst = !done.has(ctx.hyper.call ?? '')
        done.add(ctx.hyper.call ?? '')
        return signal('first', isFirst)
      }),
    },
  })
  const send = sending()
  expect((await call('/', send())).text).toContain('"first":true')
  expect((await call('/', send(2))).text).toContain('"first":false')
  expect(done.size).toBe(1)
})

test('a store may serve several applications', async () => {
  const store = memoryStore()
  const actions = { go: action(() => toast('x')) }
  const one = await serve({ hyper: { idempotency: { store } }, actions })
  const other = await serve({ hyper: { idempotency: { store } }, actions: { go: action(() => toast('y')) } })
  const send = sending()
  const { text } = await one.call('/', send())
  expect((await other.call('/', send(2))).text).toBe(text)
})

test('idempotency: false runs each call, and none that may have run', async () => {
  let ran = 0
  const go = action(() => void ran++)
  const again = action({ idempotent: true }, () => void ran++)
  const { call } = await serve({ hyper: { idempotency: false }, actions: { go, again } })
  const send = sending()
  expect((await call('/', send())).status).toBe(204)
  const { status, events } = await call('/', send(2))
  expect([status, events[0]?.data]).toMatchObject([
    409,
    { reason: 'unknown', message: expect.stringContaining('idempotency is off') },
  ])
  expect((await call('/', send(2, { action: 'again' }))).status).toBe(204)
  expect(ran).toBe(2)
})

describe('a retry that the store does not know', () => {
  const hour = 60 * 60 * 1000
  const retry = (age: number) => ({ headers: { 'Hyper-Age': String(age) } })

  async function serveCounting(idempotent: boolean, options: Parameters<typeof memoryStore>[0] = {}) {
    const ran: string[] = []
    const go = action({ idempotent }, (ctx) => void ran.push(ctx.hyper.call ?? ''))
    const { call } = await serve({ hyper: { idempotency: { store: memoryStore(options) } }, actions: { go } })
    return { ran, call }
  }

  test.each<[string, number, boolean, number]>([
    ['runs if it was first sent since the store began', 0, false, 204],
    ['does not run if it was sent before: it may have run', hour, false, 409],
    ['runs all the same if it may run again', hour, true, 204],
    ['runs if its age is nonsense', -hour, false, 204],
  ])('%s', async (_title, age, idempotent, expected) => {
    const { ran, call } = await serveCounting(idempotent)
    const { status, events } = await call('/', sending()(2, retry(age)))
    expect(status).toBe(expected)
    expect(ran).toHaveLength(expected === 204 ? 1 : 0)
    if (expected === 409) expect(events[0]?.data).toMatchObject({ reason: 'unknown', status: 409 })
  })

  test('does not run if it was forgotten for want of room', async () => {
    const { ran, call } = await serveCounting(false, { entries: 2 })
    const first = sending()
    await call('/', first())
    for (let more = 0; more < 3; more++) await call('/', sending()())
    expect((await call('/', first(2, retry(hour)))).status).toBe(409)
    expect(ran).toHaveLength(4)
  })
})

test.each([
  [() => memoryStore({ entries: 0 }), 'entries is 0'],
  [() => memoryStore({ bytes: Number.NaN }), 'bytes is NaN'],
  [() => hyper({ idempotency: { ttl: -1 } }), 'idempotency.ttl is -1'],
  [() => hyper({ idempotency: { bytes: 0 } }), 'idempotency.bytes is 0'],
])('a limit that is none is refused at start-up', (make, message) => {
  expect(make).toThrow(message)
})

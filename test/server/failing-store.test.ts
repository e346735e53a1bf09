import { expect, test } from 'vitest'
import { action, type CallStore, memoryStore, signal } from '../../server/index.js'
import { sending } from './sending.js'
import { gate, reading, serve } from './serve.js'

type Step = 'begin' | 'append' | 'read' | 'forget'

/** A store that fails at a step, as often as is said. */
function failing(step: Step, times: number, isLate = true): CallStore {
  const store = memoryStore()
  let left = times
  const act = store[step] as (...parameters: unknown[]) => unknown
  const fail = (...parameters: unknown[]) => {
    if (left-- <= 0) return act(...parameters)
    if (isLate) return Promise.reject(new Error('Lost'))
    throw new Error('Lost')
  }
  return { ...store, [step]: fail }
}

async function serveFailing(store: CallStore) {
  const more = gate()
  let ran = 0
  const served = await serve({
    hyper: { idempotency: { store } },
    actions: {
      go: action(() => signal('ran', ++ran)),
      later: action((ctx) => ctx.throw(503, 'Later', { headers: { 'Retry-After': `${++ran}` } })),
      stream: action(async function* () {
        yield signal('step', ++ran)
        await more.passed
        yield signal('step', ++ran)
      }),
    },
  })
  return { ...served, more, ran: () => ran }
}

test.each([true, false])('one that cannot keep an answer keeps that nobody knows it (late: %s)', async (isLate) => {
  const { call, failures, ran } = await serveFailing(failing('append', 1, isLate))
  const send = sending()
  expect((await call('/', send())).text).toContain('"ran":1')
  const { status, events } = await call('/', send(2))
  expect([status, events]).toMatchObject([409, [{ kind: 'error', data: { reason: 'unknown' } }]])
  expect(ran()).toBe(1)
  expect(failures().map(({ message }) => message)).toContain('Lost')
})

test('what follows a text that it has lost is not kept', async () => {
  const { open, call, more, failures } = await serveFailing(failing('append', 1))
  const send = sending({ action: 'stream' })
  const first = reading(await open('/', send()))
  await first.until('"step":1')
  more.open()
  expect(await first.rest()).toContain('event: end')
  expect((await call('/', send(2))).events).toMatchObject([{ kind: 'error', data: { reason: 'unknown' } }])
  expect(failures()).not.toEqual([])
})

test('one that fails to forget is asked again', async () => {
  const { call, failures, ran } = await serveFailing(failing('forget', 1))
  const send = sending({ action: 'later' })
  expect((await call('/', send())).status).toBe(503)
  await expect.poll(async () => (await call('/', send(2))).headers.get('Retry-After')).toBe('2')
  expect(ran()).toBe(2)
  expect(failures().map(({ message }) => message)).toContain('Lost')
})

test('one that fails to read lets the page come again', async () => {
  const { call, failures, ran } = await serveFailing(failing('read', 1))
  const send = sending()
  await call('/', send())
  const again = await call('/', send(2))
  expect([again.status, again.headers.get('Retry-After')]).toEqual([503, '1'])
  expect(again.text).not.toContain('Lost')
  expect((await call('/', send(3))).text).toContain('"ran":1')
  expect(ran()).toBe(1)
  expect(failures()).toHaveLength(1)
})

test('one that fails in the middle of a stream lets the page come again', async () => {
  const store = memoryStore()
  let reads = 0
  const read: CallStore['read'] = (...parameters) =>
    ++reads === 2 ? Promise.reject(new Error('Lost')) : store.read(...parameters)
  const { open, call, more, failures } = await serveFailing({ ...store, read })
  const send = sending({ action: 'stream' })
  const first = reading(await open('/', send()))
  await first.until('"step":1')
  const { text, events } = await call('/', send(2))
  expect(events).toEqual([{ kind: 'signals', data: { values: { step: 1 } } }])
  expect(text).toContain('retry:')
  more.open()
  await first.rest()
  expect((await call('/', send(3, { headers: { 'Hyper-Received': '1' } }))).text).toMatch(
    /^(:\n\n)?event: signals\ndata: .*"step":2/,
  )
  expect(failures()).toHaveLength(1)
})

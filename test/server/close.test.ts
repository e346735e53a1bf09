import { once } from 'node:events'
import { expect, test } from 'vitest'
import { action, type CallStore, memoryStore, signal, toast } from '../../server/index.js'
import { sending } from './sending.js'
import { gate, reading, serve } from './serve.js'

test('GET streams are told to come back, and cut off without an end; their generators are closed', async () => {
  const closed = gate<boolean>()
  const { open, hyper } = await serve({
    actions: {
      watch: action({ method: 'GET' }, async function* (ctx) {
        try {
          yield signal('step', 1)
          await once(ctx.hyper.abortSignal, 'abort')
          yield signal('step', 2)
        } finally {
          closed.open(ctx.hyper.abortSignal.aborted)
        }
      }),
    },
  })
  const answer = reading(await open('/', { action: 'watch', method: 'GET' }))
  await answer.until('"step":1')
  expect(await hyper.close()).toBe(0)
  expect(await closed.passed).toBe(true)
  expect(await answer.rest()).toBe('event: signals\ndata: {"values":{"step":1}}\n\nretry: 1000\n\n')
})

test('a GET stream that begins meanwhile is sent away, too', async () => {
  const [begun, more] = [gate(), gate()]
  const { call, hyper } = await serve({
    actions: {
      watch: action({ method: 'GET' }, async function* () {
        begun.open()
        await more.passed
        yield signal('step', 1)
        await new Promise(() => {})
      }),
    },
  })
  const answer = call('/', { action: 'watch', method: 'GET' })
  await begun.passed
  const closing = hyper.close({ timeout: 400 })
  more.open()
  expect((await answer).text).toMatch(/^retry: 1000\n\n$|^event: signals\n.*\n\nretry: 1000\n\n$/)
  await closing
})

test('calls that write run to their end, streams too, and so does a GET that is none', async () => {
  const [begun, more] = [gate(), gate()]
  let waiting = 3
  const wait = async () => {
    if (--waiting === 0) begun.open()
    await more.passed
  }
  const { call, hyper } = await serve({
    actions: {
      save: action(async () => {
        await wait()
        return toast('saved')
      }),
      stream: action(async function* () {
        yield signal('step', 1)
        await wait()
        yield signal('step', 2)
      }),
      read: action({ method: 'GET' }, async () => {
        await wait()
        return signal('step', 3)
      }),
    },
  })
  const answers = [
    call('/', sending({ action: 'save', data: {} })()),
    call('/', sending({ action: 'stream', data: {} })()),
    call('/', { action: 'read', method: 'GET' }),
  ]
  await begun.passed
  let isClosed = false
  const closing = hyper.close().then((left) => {
    isClosed = true
    return left
  })
  const late = await call('/', sending({ action: 'save', data: {} })())
  expect(isClosed).toBe(false)
  more.open()
  expect((await Promise.all(answers)).map(({ events }) => events.at(-1)?.kind)).toEqual(['end', 'end', 'end'])
  expect(await closing).toBe(0)
  expect([late.status, late.headers.get('Retry-After'), late.headers.get('Connection')]).toEqual([503, '1', 'close'])
  expect(late.events).toEqual([
    { kind: 'error', data: { status: 503, id: expect.any(String), message: 'The server is about to be restarted' } },
  ])
})

test('a call that was sent away is not recorded, and pages are still answered', async () => {
  const store = memoryStore()
  const actions = { go: action(() => toast('ran')) }
  const { call, plain, hyper } = await serve({ hyper: { idempotency: { store } }, actions })
  const other = await serve({ hyper: { idempotency: { store } }, actions })
  expect(await hyper.close()).toBe(0)
  expect((await plain('/')).status).toBe(200)
  const send = sending()
  expect((await call('/', send())).status).toBe(503)
  expect((await other.call('/', send(2))).text).toContain('ran')
})

test('a retry that has joined a stream is told to come back', async () => {
  const more = gate()
  const store = memoryStore()
  const actions = {
    go: action(async function* () {
      yield signal('step', 1)
      await more.passed
      yield signal('step', 2)
    }),
  }
  const one = await serve({ hyper: { idempotency: { store } }, actions })
  const other = await serve({ hyper: { idempotency: { store } }, actions })
  const send = sending()
  const first = reading(await one.open('/', send()))
  await first.until('"step":1')
  const joined = reading(await other.open('/', send(2)))
  await joined.until('"step":1')
  expect(await other.hyper.close()).toBe(0)
  expect(await joined.rest()).toMatch(/"step":1}}\n\nretry: 1000\n\n$/)
  more.open()
  expect(await first.rest()).toContain('event: end')
})

test('what has not ended in time is aborted, and counted', async () => {
  const begun = gate()
  const aborted = gate()
  const more = gate()
  const { call, hyper } = await serve({
    actions: {
      go: action(async (ctx) => {
        const { abortSignal } = ctx.hyper
        begun.open()
        await once(abortSignal, 'abort')
        aborted.open()
        await more.passed
      }),
    },
  })
  const answer = call('/', sending({ data: {} })())
  await begun.passed
  expect(await hyper.close({ timeout: 50 })).toBe(1)
  await aborted.passed
  more.open()
  await answer
})

test('the store is closed last, once what is on its way is written', async () => {
  const memory = memoryStore()
  const told: string[] = []
  const slow = gate()
  const store: CallStore = {
    ...memory,
    async append(key, texts, ttl) {
      await slow.passed
      memory.append(key, texts, ttl)
      told.push('written')
    },
    close: () => void told.push('closed'),
  }
  const { call, hyper } = await serve({ hyper: { idempotency: { store } }, actions: { go: action(() => toast('a')) } })
  await call('/', sending()())
  const closing = [hyper.close(), hyper.close()]
  slow.open()
  expect(await Promise.all(closing)).toEqual([0, 0])
  expect(told).toEqual(['written', 'closed'])
})

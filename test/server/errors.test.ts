import { setImmediate as turn } from 'node:timers/promises'
import { html } from 'hono/html'
import { expect, test } from 'vitest'
import type { Returned } from '../../server/index.js'
import { action, elements, signal, toast } from '../../server/index.js'
import { decode, gate, reading, serve } from './serve.js'

const secret = () => new Error('password=hunter2')

test('a throw before the headers is its HTTP status, with an id and no text', async () => {
  const { call, failures } = await serve({
    actions: {
      go: action(() => {
        throw secret()
      }),
    },
  })
  const { status, headers, text } = await call('/', { action: 'go' })
  expect(status).toBe(500)
  expect(text).toBe('event: error\ndata: {"status":500,"id":"call-1"}\n\n')
  expect(headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
  expect(headers.get('Content-Length')).toBe(String(text.length))
  expect(headers.get('Hyper-Answer')).toBe('1')
  expect(headers.get('Vary')).toBe('Hyper-Action, Hyper-Call, Accept')
  expect(failures()).toMatchObject([{ message: 'password=hunter2' }])
})

test('ctx.throw shows the text that it is meant to show, and its headers', async () => {
  const { call, failures } = await serve({
    actions: {
      late: action((ctx) => ctx.throw(429, 'Not so fast', { headers: { 'Retry-After': '7' } })),
      quiet: action((ctx) => ctx.throw(503, 'db-7 is down')),
      shown: action((ctx) => ctx.throw(503, 'Back at noon', { expose: true })),
    },
  })
  const late = await call('/', { action: 'late' })
  expect([late.status, late.headers.get('Retry-After')]).toEqual([429, '7'])
  expect(late.events).toEqual([{ kind: 'error', data: { status: 429, id: 'call-1', message: 'Not so fast' } }])
  expect((await call('/', { action: 'quiet' })).events).toEqual([
    { kind: 'error', data: { status: 503, id: 'call-1' } },
  ])
  expect((await call('/', { action: 'shown' })).events[0]?.data).toMatchObject({ message: 'Back at noon' })
  expect(failures()).toHaveLength(3)
})

test.each<[unknown, number]>([
  [403, 403],
  [200, 500],
  [999, 500],
  ['403', 500],
  [Number.NaN, 500],
  [undefined, 500],
])('an error whose status is %s answers %i', async (given, status) => {
  const { call, failures } = await serve({
    actions: {
      go: action(() => {
        throw Object.assign(new Error('x'), { status: given })
      }),
    },
  })
  expect(await call('/', { action: 'go' })).toMatchObject({ status, events: [{ data: { status } }] })
  expect(failures()).toHaveLength(1)
})

test.each<[string, unknown]>([
  ['a text', 'text'],
  ['null', null],
  ['undefined', undefined],
  ['an object', { status: 404 }],
])('%s that is thrown is reported as an Error', async (_name, thrown) => {
  const { call, failures } = await serve({
    actions: {
      go: action(() => {
        throw thrown
      }),
    },
  })
  expect((await call('/', { action: 'go' })).status).toBe(500)
  const [failure, ...others] = failures()
  expect(failure).toBeInstanceOf(Error)
  expect(failure?.message).toContain('which is not an Error')
  expect(others).toEqual([])
})

test('toasts queued before the throw arrive before the error, other items do not', async () => {
  const { call, failures } = await serve({
    inside: (app) =>
      void app.use((ctx, next) => {
        ctx.hyper.toast('outer').event('outer')
        return next()
      }),
    actions: {
      go: action((ctx) => {
        ctx.hyper.toast('inner').title('T')
        throw secret()
      }),
    },
  })
  const { events } = await call('/', { action: 'go' })
  expect(events).toMatchObject([
    { kind: 'toast', data: { message: 'outer' } },
    { kind: 'toast', data: { message: 'inner' } },
    { kind: 'error' },
  ])
  expect(failures()).toHaveLength(1)
})

test('of the headers of an error, those that cannot be sent are left out, and those of another body', async () => {
  const headers = {
    'X-Why': 'what a user wrote: €\n',
    'Content-Encoding': 'gzip',
    'Transfer-Encoding': 'chunked',
    Location: '/elsewhere',
  }
  const { call, failures } = await serve({
    actions: { go: action((ctx) => ctx.throw(409, 'Changed', { headers })) },
  })
  const answer = await call('/', { action: 'go', signal: AbortSignal.timeout(10_000) })
  expect([answer.status, answer.headers.get('Location'), answer.headers.get('X-Why')]).toEqual([
    409,
    '/elsewhere',
    null,
  ])
  expect(answer.events).toEqual([{ kind: 'error', data: { status: 409, id: 'call-1', message: 'Changed' } }])
  expect(failures()).toMatchObject([{ message: 'Changed' }, { code: 'ERR_INVALID_CHAR' }])
})

test('cookies and headers of a failed action are dropped, as Koa drops them', async () => {
  const { call, failures } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.set('X-Own', '1')
        ctx.attachment('a.csv')
        throw secret()
      }),
    },
  })
  const { headers } = await call('/', { action: 'go' })
  expect([headers.get('X-Own'), headers.get('Content-Disposition')]).toEqual([null, null])
  expect(failures()).toHaveLength(1)
})

test('error middleware around hyper() sees the error, and may answer it', async () => {
  const seen: unknown[] = []
  const { call } = await serve({
    outside: (app) =>
      void app.use(async (ctx, next) => {
        try {
          await next()
        } catch (error) {
          seen.push((error as Error).message)
          ctx.status = 418
          ctx.body = 'mine'
        }
      }),
    actions: {
      go: action(() => {
        throw secret()
      }),
      stream: action(async function* () {
        await turn()
        yield Promise.reject(secret())
      }),
      bad: action((() => 'text') as () => Returned),
    },
  })
  for (const name of ['go', 'stream', 'bad']) {
    expect(await call('/', { action: name })).toMatchObject({ status: 418, text: 'mine' })
  }
  expect(await call('/', { action: 'unknown' })).toMatchObject({ status: 418 })
  expect(seen).toHaveLength(4)
})

test('error middleware that throws on leaves one report and one answer', async () => {
  const { call, failures } = await serve({
    outside: (app) =>
      void app.use(async (_ctx, next) => {
        try {
          await next()
        } catch (error) {
          throw Object.assign(error as Error, { status: 502 })
        }
      }),
    actions: {
      go: action(() => {
        throw secret()
      }),
    },
  })
  expect(await call('/', { action: 'go' })).toMatchObject({ status: 502, events: [{ kind: 'error' }] })
  expect(failures()).toHaveLength(1)
})

test('an error of middleware after the answer was made is its status, and closes the stream', async () => {
  const closed = gate()
  const { call, failures } = await serve({
    outside: (app) =>
      void app.use(async (_ctx, next) => {
        await next()
        throw secret()
      }),
    actions: {
      go: action({ method: 'GET' }, async function* () {
        try {
          yield toast('a')
          await turn()
          yield toast('b')
          yield toast('c')
        } finally {
          closed.open()
        }
      }),
    },
  })
  expect(await call('/', { action: 'go', method: 'GET' })).toMatchObject({ status: 500 })
  await closed.passed
  expect(failures()).toHaveLength(1)
})

test('a generator that throws before its first item answers with the status', async () => {
  const { call, failures } = await serve({
    actions: {
      go: action(async function* (ctx) {
        await turn()
        ctx.throw(409, 'Someone was faster')
        yield toast('never')
      }),
    },
  })
  const { status, events } = await call('/', { action: 'go' })
  expect(status).toBe(409)
  expect(events).toEqual([{ kind: 'error', data: { status: 409, id: 'call-1', message: 'Someone was faster' } }])
  expect(failures()).toHaveLength(1)
})

test('a generator that throws after its first item ends the stream with the status and no text', async () => {
  const { call, failures } = await serve({
    actions: {
      go: action(async function* (ctx) {
        ctx.hyper.toast('queued')
        yield signal('a', 1)
        await turn()
        throw secret()
      }),
    },
  })
  const { status, events, text } = await call('/', { action: 'go' })
  expect(status).toBe(200)
  expect(events).toMatchObject([
    { kind: 'signals' },
    { kind: 'toast', data: { message: 'queued' } },
    { kind: 'error', data: { status: 500, id: 'call-1' } },
  ])
  expect(text).not.toContain('hunter2')
  expect(failures()).toMatchObject([{ message: 'password=hunter2' }])
})

test('a generator that throws after the headers carries its status and what may be shown', async () => {
  const headers = gate()
  const { open, failures } = await serve({
    actions: {
      go: action(async function* (ctx) {
        await headers.passed
        ctx.throw(410, 'It is gone')
        yield toast('never')
      }),
    },
  })
  const response = await open('/', { action: 'go' })
  expect(response.status).toBe(200)
  headers.open()
  expect(decode(await reading(response).rest())).toEqual([
    { kind: 'error', data: { status: 410, id: 'call-1', message: 'It is gone' } },
  ])
  expect(failures()).toHaveLength(1)
})

test.each([null, undefined, 'text', { status: 403 }])(
  '%j that is thrown after the headers ends the stream',
  async (thrown) => {
    const { call, failures } = await serve({
      actions: {
        go: action(async function* () {
          yield toast('x')
          await turn()
          throw thrown
        }),
      },
    })
    const { events } = await call('/', { action: 'go' })
    expect(events).toMatchObject([{ kind: 'toast' }, { kind: 'error', data: { status: 500 } }])
    expect(failures()).toMatchObject([{ message: expect.stringContaining('which is not an Error') }])
  },
)

test('what a generator yields that is no item is an error of the stream', async () => {
  const closed = gate()
  const { call, failures } = await serve({
    actions: {
      go: action(async function* () {
        try {
          yield toast('a')
          yield 'Hi' as Returned
        } finally {
          closed.open()
        }
      } as () => Returned),
    },
  })
  expect((await call('/', { action: 'go' })).events).toMatchObject([{ kind: 'toast' }, { kind: 'error' }])
  await closed.passed
  expect(failures()).toMatchObject([{ message: expect.stringContaining('the text "Hi"') }])
})

const rejecting: [string, () => Returned][] = [
  ['the handler', async () => Promise.reject(secret())],
  ['elements()', () => elements(Promise.reject(secret()))],
  ['a promise in an array', () => [toast('a'), Promise.reject(secret())]],
  ['two promises in an array', () => [Promise.reject(secret()), Promise.reject(new Error('second'))]],
  ['a template', () => html`<p>${Promise.reject(secret())}</p>`],
  ['a template in elements()', () => [elements(html`<p>${Promise.reject(secret())}</p>`)]],
  [
    'a promise that a generator yields',
    async function* () {
      yield Promise.reject(secret())
    },
  ],
  [
    'a promise that a sync generator yields',
    function* () {
      yield Promise.reject(secret())
    },
  ],
  [
    'a late promise in an array that a generator yields',
    async function* () {
      yield [
        turn()
          .then(turn)
          .then(() => signal('a', 1)),
        Promise.reject(secret()),
      ]
    },
  ],
  [
    'markup after the first item of a generator',
    async function* () {
      yield toast('a')
      yield elements(Promise.reject(secret()))
    },
  ],
]

test.each(rejecting)('%s that rejects is reported once, and answered', async (_name, returned) => {
  const { call, failures } = await serve({ actions: { go: action(returned) } })
  const { events, text } = await call('/', { action: 'go' })
  expect(events.at(-1)).toEqual({ kind: 'error', data: { status: 500, id: 'call-1' } })
  expect(text).not.toContain('hunter2')
  expect(failures()).toMatchObject([{ message: 'password=hunter2' }])
})

test('markup that rejects but is never written harms nobody', async () => {
  const unhandled: unknown[] = []
  const listen = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', listen)
  const { call } = await serve({
    actions: {
      go: action(() => {
        elements(Promise.reject(secret()))
        return toast('a')
      }),
    },
  })
  expect((await call('/', { action: 'go' })).status).toBe(200)
  await turn()
  process.off('unhandledRejection', listen)
  expect(unhandled).toEqual([])
})

test('queued markup that rejects is an error of the answer', async () => {
  const { call, failures } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.hyper.add(elements(Promise.reject(secret())))
        return toast('a')
      }),
    },
  })
  expect((await call('/', { action: 'go' })).status).toBe(500)
  expect(failures()).toMatchObject([{ message: 'password=hunter2' }])
})

test('what cannot be sent is an error, also while an error is answered', async () => {
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  const broken = { action: { label: 'Undo', call: 'undo', data: circle } }
  const { call, failures } = await serve({
    actions: {
      signal: action(() => ({ circle })),
      error: action(() => ({ error: secret() })),
      toast: action((ctx) => void ctx.hyper.toast('x', broken)),
      both: action((ctx) => {
        ctx.hyper.toast('x', broken)
        throw secret()
      }),
    },
  })
  for (const name of ['signal', 'error', 'toast', 'both']) {
    const { status, events } = await call('/', { action: name })
    expect(status).toBe(500)
    expect(events.at(-1)).toEqual({ kind: 'error', data: { status: 500, id: 'call-1' } })
  }
  expect(failures().map(({ message }) => message.split('\n')[0])).toEqual([
    'Converting circular structure to JSON',
    'An Error is not sent to the page; send what the page should show of it',
    'Converting circular structure to JSON',
    expect.anything(),
    expect.anything(),
  ])
})

test.each([
  ['Hyper-Action without Hyper-Call', { 'Hyper-Action': 'go' }],
  ['a Hyper-Call with blanks', { 'Hyper-Call': 'a b', 'Hyper-Action': 'go' }],
  ['a Hyper-Call of 65 letters', { 'Hyper-Call': 'x'.repeat(65) }],
  ['a Hyper-Call of markup', { 'Hyper-Call': '<b>' }],
])('%s is 400', async (_name, headers) => {
  const { plain } = await serve({ actions: { go: action(() => toast('x')) } })
  expect((await plain('/', { method: 'POST', headers })).status).toBe(400)
})

test('duplicate headers of a call are 400, or name nothing', async () => {
  const { raw } = await serve({ actions: { go: action(() => toast('x')) } })
  const head = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n'
  expect(await raw(`${head}Hyper-Call: a\r\nHyper-Call: b\r\nHyper-Action: go\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /)
  expect(await raw(`${head}Hyper-Call: a\r\nHyper-Action: go\r\nHyper-Action: go\r\n\r\n`)).toMatch(/^HTTP\/1.1 404 /)
})

test('a page’s own errors stay Koa’s', async () => {
  const { plain, failures } = await serve({
    routes: (router) =>
      router.get('/broken', () => {
        throw secret()
      }),
  })
  const response = await plain('/broken')
  expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error'])
  expect(response.headers.get('Hyper-Answer')).toBeNull()
  expect(failures()).toHaveLength(1)
})

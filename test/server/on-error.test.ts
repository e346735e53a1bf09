import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  action,
  elements,
  type HyperOptions,
  type Returned,
  redirect,
  signal,
  signals,
  toast,
} from '../../server/index.js'
import { gate, serve } from './serve.js'

const secret = () => new Error('password=hunter2')

function failing(onError: NonNullable<HyperOptions['onError']>, handler: () => Returned = fail) {
  return serve({ hyper: { onError }, actions: { go: action(handler) } })
}

function fail(): never {
  throw secret()
}

const error = { kind: 'error', data: { status: 500, id: 'call-1' } }

const returns: [string, () => Returned, unknown[]][] = [
  ['an item', () => toast('Sorry'), [{ kind: 'toast', data: { message: 'Sorry' } }]],
  ['nothing', () => undefined, []],
  ['a promise', async () => [toast('Sorry'), { failed: true }], [{ kind: 'toast' }, { kind: 'signals' }]],
  [
    'markup that is still to come',
    () => elements(turn().then(() => '<p>Sorry</p>')),
    [{ data: { markup: '<p>Sorry</p>' } }],
  ],
  [
    'a generator',
    async function* () {
      yield toast('a')
      await turn()
      yield signal('a', 1)
    },
    [{ kind: 'toast' }, { kind: 'signals' }],
  ],
]

test.each(returns)('onError may give %s, which goes before the error', async (_name, returned, items) => {
  const { call, failures } = await failing(returned)
  const { status, headers, text, events } = await call('/', { action: 'go' })
  expect([status, headers.get('Content-Length')]).toEqual([500, String(text.length)])
  expect(events).toMatchObject([...items, error])
  expect(events.at(-1)).toEqual(error)
  expect(text).not.toContain('hunter2')
  expect(failures()).toMatchObject([{ message: 'password=hunter2' }])
})

test('onError gets what was thrown, as an Error, and the context', async () => {
  const seen: unknown[] = []
  const { call, failures } = await failing(
    (thrown, ctx) => {
      seen.push(thrown, ctx.path, ctx.params, ctx.hyper.call)
      ctx.hyper.toast('Queued')
    },
    () => {
      throw 'text'
    },
  )
  const { events } = await call('/', { action: 'go' })
  expect(events).toMatchObject([{ kind: 'toast', data: { message: 'Queued' } }, { kind: 'error' }])
  expect(seen).toEqual([failures()[0], '/', {}, 'call-1'])
})

test('after the headers its items go before the error event', async () => {
  const { call, failures } = await failing(
    () => toast('Sorry'),
    async function* () {
      yield signal('a', 1)
      await turn()
      throw secret()
    },
  )
  const { status, events } = await call('/', { action: 'go' })
  expect(status).toBe(200)
  expect(events).toMatchObject([{ kind: 'signals' }, { kind: 'toast', data: { message: 'Sorry' } }, error])
  expect(failures()).toHaveLength(1)
})

test('toasts that were queued before the throw come first', async () => {
  const { call, failures } = await serve({
    hyper: { onError: () => toast('last') },
    actions: {
      go: action((ctx) => {
        ctx.hyper.toast('first')
        throw secret()
      }),
    },
  })
  expect((await call('/', { action: 'go' })).events.slice(0, 2).map(({ data }) => data)).toMatchObject([
    { message: 'first' },
    { message: 'last' },
  ])
  expect(failures()).toHaveLength(1)
})

test('a redirect takes the place of the error event, and the status stays', async () => {
  const { call, failures } = await failing(() => [redirect('/sorry'), toast('never')])
  const { status, events } = await call('/', { action: 'go' })
  expect([status, events]).toEqual([500, [{ kind: 'redirect', data: { url: '/sorry' } }]])
  expect(failures()).toHaveLength(1)
})

test('it is not asked about what is expected, pages, or what error middleware answers', async () => {
  let asked = 0
  const { call, plain, failures } = await serve({
    hyper: {
      onError: () => {
        asked++
      },
    },
    outside: (app) =>
      void app.use(async (ctx, next) => {
        await next().catch((thrown) => {
          if (!ctx.get('X-Mine')) throw thrown
          ctx.body = 'mine'
        })
      }),
    actions: { go: action(fail), gone: action((ctx) => ctx.throw(410, 'Gone')) },
    routes: (router) => router.get('/broken', fail),
  })
  expect((await call('/', { action: 'gone' })).status).toBe(410)
  expect((await call('/', { action: 'unknown' })).status).toBe(404)
  expect((await plain('/broken')).status).toBe(500)
  expect((await plain('/', { method: 'POST', body: new URLSearchParams({ _action: 'go' }) })).status).toBe(500)
  expect((await call('/', { action: 'go', headers: { 'X-Mine': '1' } })).text).toBe('mine')
  expect(asked).toBe(0)
  failures()
})

const broken: [string, () => Returned][] = [
  ['throws', fail],
  ['rejects', () => Promise.reject(secret())],
  ['gives what is no item', (() => 'Sorry') as () => Returned],
  ['gives what cannot be sent', () => signals({ error: secret() })],
  ['gives markup that rejects', () => elements(Promise.reject(secret()))],
  ['gives a URL of another origin', () => redirect('https://evil.example/')],
]

test.each(broken)('an onError that %s is reported, and the error is answered', async (_name, returned) => {
  const { call, failures } = await failing(() => returned())
  const { status, events } = await call('/', { action: 'go' })
  expect([status, events]).toEqual([500, [error]])
  expect(failures()).toHaveLength(2)
})

test('one bad item does not stop the next', async () => {
  const { call, failures } = await failing(() => [signals({ error: secret() }), toast('Sorry')])
  expect((await call('/', { action: 'go' })).events).toMatchObject([{ kind: 'toast' }, error])
  expect(failures()).toHaveLength(2)
})

test('a client that leaves while onError thinks harms nobody', async () => {
  const asked = gate()
  const thought = gate()
  const { open, call, failures } = await failing(async () => {
    asked.open()
    await thought.passed
    return toast('Sorry')
  })
  const leaving = new AbortController()
  const answer = open('/', { action: 'go', signal: leaving.signal })
  await asked.passed
  leaving.abort()
  await expect(answer).rejects.toThrow()
  thought.open()
  expect((await call('/', { action: 'go' })).status).toBe(500)
  expect(failures().length).toBe(2)
})

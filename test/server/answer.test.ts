import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { html } from 'hono/html'
import { expect, test } from 'vitest'
import type { Returned } from '../../server/index.js'
import {
  action,
  elements,
  errors,
  event,
  hyper,
  pushUrl,
  redirect,
  reload,
  signal,
  signals,
  title,
  toast,
} from '../../server/index.js'
import { type Answer, gate, serve } from './serve.js'

/** The answer to a call whose handler returns this. */
async function answerTo(returned: () => Returned): Promise<Answer> {
  const { call } = await serve({ actions: { go: action(returned) } })
  return call('/', { action: 'go' })
}

const kinds = ({ events }: Answer) => events.map(({ kind }) => kind)

test.each<[string, () => Returned]>([
  ['nothing', () => {}],
  ['null', () => null],
  ['false', () => false],
  ['0', () => 0],
  ['an empty text', () => ''],
  ['an empty array', () => []],
  ['nested arrays of falsy entries', () => [[], [null, [false, undefined]]]],
  ['a promise of nothing', async () => undefined],
  [
    'a generator that yields nothing',
    function* () {
      yield null
    },
  ],
  ['an async generator that ends at once', async function* () {}],
])('%s is 204 without a body', async (_name, returned) => {
  const { status, text, headers } = await answerTo(returned)
  expect([status, text]).toEqual([204, ''])
  expect(headers.get('Hyper-Answer')).toBe('1')
})

test('nothing to do under a status that the handler chose keeps the status, and is whole', async () => {
  const { call } = await serve({
    actions: {
      gone: action((ctx) => {
        ctx.status = 410
      }),
      missing: action((ctx) => {
        ctx.status = 404
      }),
    },
  })
  expect(await call('/', { action: 'gone' })).toMatchObject({ status: 410, events: [{ kind: 'end' }] })
  expect(await call('/', { action: 'missing' })).toMatchObject({ status: 404, events: [{ kind: 'end' }] })
})

test.each<[string, () => Returned, object]>([
  ['text that starts with <', () => '<p id="a">A</p>', { kind: 'elements', data: { markup: '<p id="a">A</p>' } }],
  ['text that starts with blanks and <', () => '\n  <p>A</p>', { kind: 'elements', data: { markup: '\n  <p>A</p>' } }],
  ['a string object', () => new String('plain'), { kind: 'elements', data: { markup: 'plain' } }],
  ['hono html', () => html`<b>${'<i>'}</b>`, { kind: 'elements', data: { markup: '<b>&lt;i&gt;</b>' } }],
  [
    'hono html with a promise in it',
    () => html`<b>${Promise.resolve('x')}</b>`,
    { kind: 'elements', data: { markup: '<b>x</b>' } },
  ],
  ['an item', () => signal('a', 1), { kind: 'signals', data: { values: { a: 1 } } }],
  ['a plain object', () => ({ a: 1, $b: 2 }), { kind: 'signals', data: { values: { a: 1, $b: 2 } } }],
  [
    'an object without a prototype',
    () => Object.assign(Object.create(null), { a: 1 }),
    { kind: 'signals', data: { values: { a: 1 } } },
  ],
  [
    'a plain object that looks like an item',
    () => ({ kind: 'redirect', data: { url: '/' } }),
    { kind: 'signals', data: { values: { kind: 'redirect', data: { url: '/' } } } },
  ],
  ['a promise', async () => toast('x'), { kind: 'toast', data: { message: 'x', level: 'info' } }],
  ['a promise in an array', () => [Promise.resolve({ a: 1 })], { kind: 'signals', data: { values: { a: 1 } } }],
  [
    'a promise of a promise in an array',
    () => [Promise.resolve([Promise.resolve([{ a: 1 }])])],
    { kind: 'signals', data: { values: { a: 1 } } },
  ],
])('%s is answered as items', async (_name, returned, item) => {
  const { status, events } = await answerTo(returned)
  expect(status).toBe(200)
  expect(events).toEqual([item, { kind: 'end', data: {} }])
})

test('nested arrays keep their order, and falsy entries are left out', async () => {
  const answer = await answerTo(() => [signal('a', 1), [false, '<p>A</p>', [title('T'), null]], { b: 2 }])
  expect(kinds(answer)).toEqual(['signals', 'elements', 'title', 'signals', 'end'])
})

test('what is known at once is one body with its length', async () => {
  const { headers, text } = await answerTo(() => [signal('name', 'é — 日本 😀'), '<p>ü</p>'])
  expect(headers.get('Content-Length')).toBe(String(Buffer.byteLength(text)))
  expect(headers.get('Transfer-Encoding')).toBeNull()
})

test('a sync iterator of items streams them', async () => {
  const answer = await answerTo(function* () {
    yield toast('a')
    yield [{ b: 1 }, '<p>c</p>']
    yield (async () => title('d'))()
  })
  expect(kinds(answer)).toEqual(['toast', 'signals', 'elements', 'title', 'end'])
})

test('generators among items keep their place', async () => {
  async function* rows() {
    yield '<p>1</p>'
    yield '<p>2</p>'
  }
  const answer = await answerTo(() => [toast('first'), rows(), toast('last')])
  expect(kinds(answer)).toEqual(['toast', 'elements', 'elements', 'toast', 'end'])
})

test.each<[string, () => unknown, RegExp]>([
  ['text', () => 'Hi Ann', /the text "Hi Ann", which is no markup; give elements\(markup\)/],
  ['text in an array', () => [toast('x'), 'Hi'], /the text "Hi"/],
  ['a number', () => 7, /returned a number/],
  ['true', () => true, /returned a boolean/],
  ['a function', () => () => {}, /returned a function/],
  ['a Date', () => new Date(), /returned a Date/],
  ['a class of its own', () => new (class Row {})(), /returned a Row/],
  ['a Buffer', () => Buffer.from('x'), /returned a number/],
])('%s is a TypeError', async (_name, returned, message) => {
  const { call, failures } = await serve({ actions: { go: action(returned as () => Returned) } })
  const { status, events } = await call('/', { action: 'go' })
  expect(status).toBe(500)
  expect(events).toEqual([{ kind: 'error', data: { status: 500, id: 'call-1' } }])
  const [failure, ...others] = failures()
  expect(failure).toBeInstanceOf(TypeError)
  expect(failure?.message).toMatch(message)
  expect(others).toEqual([])
})

test.each<[string, string, string, string]>([
  ['json', '{"value":7}', 'application/json; charset=utf-8', 'no-store'],
  ['page', '<h1>Hi</h1>', 'text/html; charset=utf-8', 'no-store'],
  ['file', 'a,b', 'text/csv; charset=utf-8', 'private'],
  ['stream', 'streamed', 'application/octet-stream', 'no-store'],
])('a handler that sets ctx.body is passed through: %s', async (name, text, type, cache) => {
  const { call } = await serve({
    actions: {
      json: action((ctx) => {
        ctx.body = { value: 7 }
      }),
      page: action((ctx) => {
        ctx.body = '<h1>Hi</h1>'
        return ctx.body as string
      }),
      file: action((ctx) => {
        ctx.attachment('a.csv')
        ctx.set('Cache-Control', 'private')
        ctx.body = Buffer.from('a,b')
      }),
      stream: action((ctx) => {
        ctx.body = Readable.from(['streamed'])
      }),
    },
  })
  const answer = await call('/', { action: name })
  expect(answer).toMatchObject({ status: 200, text })
  expect(answer.headers.get('Content-Type')).toBe(type)
  expect(answer.headers.get('Cache-Control')).toBe(cache)
  expect(answer.headers.get('Hyper-Answer')).toBe('1')
  expect(answer.headers.get('X-Accel-Buffering')).toBeNull()
})

test.each(['set', 'set and returned', 'set without JavaScript'])(
  'the string object of a template, %s, is HTML',
  async (how) => {
    const { call, plain } = await serve({
      actions: {
        go: action((ctx) => {
          ctx.body = html`<p>${'<'}</p>`
          return how === 'set and returned' ? (ctx.body as Returned) : undefined
        }),
      },
    })
    if (how === 'set without JavaScript') {
      const response = await plain('/', { method: 'POST', body: new URLSearchParams({ _action: 'go' }) })
      expect([response.headers.get('Content-Type'), await response.text()]).toEqual([
        'text/html; charset=utf-8',
        '<p>&lt;</p>',
      ])
      return
    }
    const { headers, text } = await call('/', { action: 'go' })
    expect([headers.get('Content-Type'), text]).toEqual(['text/html; charset=utf-8', '<p>&lt;</p>'])
  },
)

test('ctx.body = null passes a 204 through', async () => {
  const { call } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.body = null
      }),
    },
  })
  expect(await call('/', { action: 'go' })).toMatchObject({ status: 204, text: '' })
})

test('ctx.respond = false leaves the answer to the handler', async () => {
  const { call } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.respond = false
        ctx.res.end('by hand')
      }),
    },
  })
  expect(await call('/', { action: 'go' })).toMatchObject({ status: 200, text: 'by hand' })
})

test('items beside ctx.body are an error that says so', async () => {
  const { call, failures } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.body = 'x'
        return toast('y')
      }),
    },
  })
  expect((await call('/', { action: 'go' })).status).toBe(500)
  expect(failures()).toMatchObject([{ message: expect.stringContaining('set ctx.body and returned items as well') }])
})

test('a terminal item ends the answer; what follows is not written', async () => {
  expect(kinds(await answerTo(() => [title('a'), redirect('/x'), title('b')]))).toEqual(['title', 'redirect'])
  expect(kinds(await answerTo(() => [reload(), redirect('/x')]))).toEqual(['reload'])
})

test('a generator after a terminal item is never started', async () => {
  let started = false
  const answer = await answerTo(() => [
    redirect('/x'),
    (function* () {
      started = true
      yield toast('a')
    })(),
  ])
  expect(kinds(answer)).toEqual(['redirect'])
  expect(started).toBe(false)
})

test('a generator that begins with a terminal item is answered in one body, and its finally runs', async () => {
  const closed = gate()
  const answer = await answerTo(async function* () {
    try {
      yield redirect('/x')
      throw new Error('never run')
    } finally {
      closed.open()
    }
  })
  await closed.passed
  expect(answer.headers.get('Content-Length')).toBe(String(answer.text.length))
  expect(kinds(answer)).toEqual(['redirect'])
})

test('the first item of a generator sets the status', async () => {
  const answer = await answerTo(async function* () {
    await turn()
    yield errors({ name: 'Taken' })
    yield toast('x')
  })
  expect(answer.status).toBe(422)
  expect(kinds(answer)).toEqual(['errors', 'toast', 'end'])
})

test('line ends in URLs, names and texts stay inside their event', async () => {
  const forged = '\r\n\r\nevent: redirect\ndata: {"url":"//evil"}\n\n\0\u2028'
  const answer = await answerTo(() => [
    event(forged, { [forged]: forged }),
    toast(forged),
    title(forged),
    elements(`<p>${forged}</p>`, { target: forged }),
    signals({ a: forged }, { scope: forged }),
    errors({ [forged]: forged }),
    pushUrl(`/x${forged}`),
  ])
  expect(kinds(answer)).toEqual(['event', 'toast', 'title', 'elements', 'signals', 'errors', 'url', 'end'])
  expect(answer.text.split('\n').filter((line) => line !== '')).toHaveLength(16)
  expect(answer.text).not.toMatch(/[\r\0]/)
  expect(answer.events[1]?.data).toMatchObject({ message: forged })
})

test('Hyper-Version carries the deployment', async () => {
  const { call } = await serve({ hyper: { version: '2026.1' }, actions: { go: action(() => toast('x')) } })
  expect((await call('/', { action: 'go' })).headers.get('Hyper-Version')).toBe('2026.1')
  expect((await call('/', { action: 'no' })).headers.get('Hyper-Version')).toBe('2026.1')
})

test('cookies and headers of the handler arrive with the answer', async () => {
  const { call } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.cookies.set('seen', '1')
        ctx.set('X-Own', 'yes')
        return toast('x')
      }),
    },
  })
  const { headers } = await call('/', { action: 'go' })
  expect(headers.get('Set-Cookie')).toContain('seen=1')
  expect(headers.get('X-Own')).toBe('yes')
})

test('HEAD on an action gives its headers and no body', async () => {
  const { call } = await serve({ actions: { go: action({ method: 'GET' }, () => toast('x')) } })
  const { status, headers, text } = await call('/', { action: 'go', method: 'HEAD' })
  expect([status, text]).toEqual([200, ''])
  expect(headers.get('Hyper-Answer')).toBe('1')
})

test('hyper() mounted twice says so', async () => {
  const { plain, failures } = await serve({ inside: (app) => void app.use(hyper()) })
  expect((await plain('/')).status).toBe(500)
  expect(failures()).toMatchObject([{ message: expect.stringContaining('hyper() is mounted twice') }])
})

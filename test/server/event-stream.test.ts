import { once } from 'node:events'
import { connect, createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { type Readable, Transform, type TransformCallback } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import Koa from 'koa'
import compress from 'koa-compress'
import session from 'koa-session'
import { expect, test } from 'vitest'
import type { ActionContext } from '../../server/index.js'
import { action, elements, errors, hyper, redirect, reload, signal, toast } from '../../server/index.js'
import { decode, gate, reading, serve, stalled } from './serve.js'

const kinds = (text: string) => decode(text).map(({ kind }) => kind)

test('each item arrives before the next one is made', async () => {
  const gates = [gate(), gate()]
  const { open } = await serve({
    actions: {
      go: action(async function* () {
        yield signal('step', 1)
        await gates[0]?.passed
        yield signal('step', 2)
        await gates[1]?.passed
        yield signal('step', 3)
      }),
    },
  })
  const response = await open('/', { action: 'go' })
  expect(response.status).toBe(200)
  expect(response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
  expect(response.headers.get('Cache-Control')).toBe('no-store, no-transform')
  expect(response.headers.get('X-Accel-Buffering')).toBe('no')
  expect(response.headers.get('Hyper-Heartbeat')).toBe('15000')
  expect(response.headers.get('Hyper-Answer')).toBe('1')
  expect(response.headers.get('Content-Length')).toBeNull()
  const answer = reading(response)
  expect(await answer.until('"step":1')).not.toContain('"step":2')
  gates[0]?.open()
  expect(await answer.until('"step":2')).not.toContain('"step":3')
  gates[1]?.open()
  expect(kinds(await answer.rest())).toEqual(['signals', 'signals', 'signals', 'end'])
})

test('the headers do not wait for a first item that takes long', async () => {
  const slow = gate()
  const { open } = await serve({
    actions: {
      go: action(async function* (ctx) {
        ctx.hyper.toast('last')
        await slow.passed
        yield errors({ a: 'Late' })
      }),
    },
    inside: (app) =>
      void app.use((ctx, next) => {
        ctx.hyper.toast('first')
        return next()
      }),
  })
  const response = await open('/', { action: 'go' })
  expect(response.status).toBe(200)
  const answer = reading(response)
  await answer.until('first')
  slow.open()
  expect(kinds(await answer.rest())).toEqual(['toast', 'errors', 'toast', 'end'])
})

test('a stream that has nothing to say yet begins with a comment', async () => {
  const slow = gate()
  const { open } = await serve({
    actions: {
      go: action(async function* () {
        await slow.passed
        yield []
      }),
    },
  })
  const answer = reading(await open('/', { action: 'go' }))
  expect(await answer.until('\n\n')).toBe(':\n\n')
  slow.open()
  expect(kinds(await answer.rest())).toEqual(['end'])
})

test('heartbeat comments keep a quiet stream open, and come between events', async () => {
  const quiet = gate()
  const { open } = await serve({
    hyper: { heartbeat: 5 },
    actions: {
      go: action(async function* () {
        yield signal('step', 1)
        await quiet.passed
        yield signal('step', 2)
      }),
    },
  })
  const answer = reading(await open('/', { action: 'go' }))
  await answer.until(':\n\n:\n\n:\n\n')
  quiet.open()
  expect(kinds(await answer.rest())).toEqual(['signals', 'signals', 'end'])
})

test('a stream that is left does not take the heartbeats of others along', async () => {
  const closed = gate()
  const { open } = await serve({
    hyper: { heartbeat: 5 },
    actions: {
      watch: action({ method: 'GET' }, async function* (ctx) {
        yield signal('step', 1)
        await once(ctx.hyper.abortSignal, 'abort')
        closed.open()
      }),
    },
  })
  const leave = new AbortController()
  const other = reading(await open('/', { action: 'watch', method: 'GET', signal: leave.signal }))
  const answer = reading(await open('/', { action: 'watch', method: 'GET' }))
  await other.until(':\n\n')
  leave.abort()
  await closed.passed
  const before = await answer.until(':\n\n')
  await answer.until(`${before}${':\n\n'.repeat(3)}`)
})

test('items that are there at once go out together', async () => {
  const { call } = await serve({
    actions: {
      go: action(function* () {
        for (let i = 0; i < 10_000; i++) yield signal('i', i)
      }),
    },
  })
  const { events } = await call('/', { action: 'go' })
  expect(events).toHaveLength(10_001)
  expect(events[9_999]?.data).toEqual({ values: { i: 9_999 } })
})

test.each([
  ['redirect', redirect('/x')],
  ['reload', reload()],
])('%s stops the generator, whose finally runs; what follows is never pulled', async (kind, item) => {
  const closed = gate()
  let after = false
  const { open } = await serve({
    actions: {
      go: action(async function* (ctx) {
        try {
          ctx.hyper.toast('queued')
          yield signal('a', 1)
          yield [item, toast('never')]
          after = true
        } finally {
          closed.open()
        }
      }),
    },
  })
  const answer = reading(await open('/', { action: 'go' }))
  expect(kinds(await answer.rest())).toEqual(['signals', 'toast', kind])
  await closed.passed
  expect(after).toBe(false)
})

test('a generator inside a generator is closed with it', async () => {
  const closed: string[] = []
  async function* inner() {
    try {
      yield signal('a', 1)
      yield redirect('/x')
    } finally {
      closed.push('inner')
    }
  }
  const { call } = await serve({
    actions: {
      go: action(async function* () {
        try {
          yield [toast('x'), inner()]
        } finally {
          closed.push('outer')
        }
      }),
    },
  })
  await call('/', { action: 'go' })
  await expect.poll(() => closed).toEqual(['inner', 'outer'])
})

test('a generator is closed when one of its items cannot be written, whether first or later', async () => {
  for (const before of [[], [toast('x')]]) {
    const closed = gate()
    const { call, failures } = await serve({
      actions: {
        go: action(async function* () {
          try {
            yield* before
            yield redirect('//evil.example')
          } finally {
            closed.open()
          }
        }),
      },
    })
    const { events } = await call('/', { action: 'go' })
    expect(events.at(-1)).toEqual({ kind: 'error', data: { status: 500, id: 'call-1' } })
    await closed.passed
    expect(failures()).toHaveLength(1)
  }
})

test('a finally that throws after a terminal item is reported, and the answer stands', async () => {
  for (const before of [[], [toast('x')]]) {
    const { call, failures } = await serve({
      actions: {
        go: action(async function* () {
          try {
            yield* before
            yield redirect('/x')
          } finally {
            // biome-ignore lint/correctness/noUnsafeFinally: this is what is tested
            throw new Error('cleaning up failed')
          }
        }),
      },
    })
    const { status, events } = await call('/', { action: 'go' })
    expect(status).toBe(200)
    expect(events.at(-1)).toMatchObject({ kind: 'redirect' })
    const heard: string[] = []
    await expect
      .poll(() => heard.push(...failures().map(({ message }) => message)) && heard)
      .toEqual(['cleaning up failed'])
  }
})

test('a reader that stops reading stops the generator, until it reads again', async () => {
  let pulled = 0
  const { connect } = await serve({
    actions: {
      rows: action({ method: 'GET' }, async function* () {
        for (; pulled < 2000; pulled++) yield elements(`<li>${'x'.repeat(10_000)}</li>`, { target: '#rows' })
      }),
    },
  })
  const socket = connect()
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nHyper-Call: c\r\nHyper-Action: rows\r\nConnection: close\r\n\r\n')
  await stalled(() => pulled)
  // what the sockets of the two sides hold is some megabytes at the most; 2000 rows are 20
  expect(pulled).toBeLessThan(1500)
  let received = 0
  socket.on('data', (chunk) => {
    received += chunk.length
  })
  socket.resume()
  await once(socket, 'close')
  expect(pulled).toBe(2000)
  expect(received).toBeGreaterThan(20_000_000)
})

test('koa-compress in front does not hold a stream back', async () => {
  const next = gate()
  const { open } = await serve({
    outside: (app) => void app.use(compress({ threshold: 0 })),
    actions: {
      go: action(async function* () {
        yield signal('step', 1)
        await next.passed
        yield signal('step', 2)
      }),
    },
  })
  const response = await open('/', { action: 'go', headers: { 'Accept-Encoding': 'gzip, br' } })
  const answer = reading(response)
  await answer.until('"step":1')
  next.open()
  expect(kinds(await answer.rest())).toEqual(['signals', 'signals', 'end'])
})

test('middleware in front may pipe a stream through one of its own', async () => {
  let bytes = 0
  const { call } = await serve({
    outside: (app) =>
      void app.use(async (ctx, next) => {
        await next()
        const count = (chunk: Buffer, _encoding: unknown, done: TransformCallback) => {
          bytes += chunk.length
          done(null, chunk)
        }
        ctx.body = (ctx.body as Readable).pipe(new Transform({ transform: count }))
      }),
    actions: {
      go: action(async function* () {
        yield toast('a')
        await turn()
        yield elements('x'.repeat(100_000))
      }),
    },
  })
  const { text, events } = await call('/', { action: 'go' })
  expect(events.map(({ kind }) => kind)).toEqual(['toast', 'elements', 'end'])
  expect(bytes).toBe(text.length)
})

test('middleware in front may answer something else, which closes the generator', async () => {
  const closed = gate()
  const { plain } = await serve({
    outside: (app) =>
      void app.use(async (ctx, next) => {
        await next()
        ctx.body = 'something else'
      }),
    actions: {
      watch: action({ method: 'GET' }, async function* (ctx) {
        try {
          yield signal('i', 0)
          await once(ctx.hyper.abortSignal, 'abort')
        } finally {
          closed.open()
        }
      }),
    },
  })
  const response = await plain('/', { headers: { 'Hyper-Call': 'c', 'Hyper-Action': 'watch' } })
  expect(await response.text()).toBe('something else')
  await closed.passed
})

test('a stream is answered over HTTP/2, and closed when its client leaves', async () => {
  const closed = gate()
  const app = new Koa()
  const watch = action({ method: 'GET' }, async function* (ctx) {
    try {
      yield signal('i', 0)
      await once(ctx.hyper.abortSignal, 'abort')
    } finally {
      closed.open()
    }
  })
  app.use(hyper()).use(watch)
  const server = createServer(app.callback()).listen(0)
  await once(server, 'listening')
  const client = connect(`http://localhost:${(server.address() as AddressInfo).port}`)
  const stream = client.request({ ':path': '/', 'hyper-call': 'c' })
  const [headers] = await once(stream, 'response')
  expect(headers).toMatchObject({ ':status': 200, 'hyper-answer': '1' })
  const [chunk] = await once(stream, 'data')
  expect(String(chunk)).toContain('"i":0')
  stream.close()
  await closed.passed
  client.close()
  server.close()
})

test.each(['before the first item', 'before the generator'])('a koa-session changed %s arrives', async (when) => {
  const { open, plain, call } = await serve({
    outside: (app) => {
      app.keys = ['secret']
      app.use(session(app))
    },
    actions: {
      sign: action((ctx) => {
        const signIn = () => Object.assign(sessionOf(ctx), { user: 'ann' })
        if (when === 'before the generator') signIn()
        return (async function* () {
          await turn()
          if (when === 'before the first item') signIn()
          yield toast('Hello')
          await turn()
          yield toast('again')
        })()
      }),
      who: action((ctx) => ({ user: sessionOf(ctx)['user'] })),
    },
  })
  const response = await open('/', { action: 'sign' })
  const cookie = response.headers.getSetCookie().map((each) => each.split(';')[0])
  expect(kinds(await response.text())).toEqual(['toast', 'toast', 'end'])
  expect((await plain('/')).headers.getSetCookie()).toEqual([])
  const { events } = await call('/', { action: 'who', headers: { Cookie: cookie.join('; ') } })
  expect(events[0]?.data).toEqual({ values: { user: 'ann' } })
})

test('a pipelined second call is answered after the stream before it', async () => {
  const { raw } = await serve({
    actions: {
      go: action(async function* () {
        yield toast('a')
        await turn()
        yield toast('b')
      }),
    },
  })
  const head = 'POST / HTTP/1.1\r\nHost: localhost\r\nHyper-Call: c\r\nHyper-Action: go\r\nContent-Length: 0\r\n'
  const received = await raw(`${head}\r\n${head}Connection: close\r\n\r\n`)
  expect(received.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
  expect(received.match(/event: end/g)).toHaveLength(2)
})

/** koa-session does not type the context itself. */
function sessionOf(ctx: ActionContext): Record<string, unknown> {
  return (ctx as unknown as { session: Record<string, unknown> }).session
}

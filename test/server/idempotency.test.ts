import { once } from 'node:events'
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { action, elements, errors, type HyperOptions, signal, toast } from '../../server/index.js'
import { sending } from './sending.js'
import { type AppOptions, type CallOptions, gate, reading, serve as serveApp, stalled } from './serve.js'
import { kinds, type Maker, makerOf } from './stores.js'

const kindsOf = (events: { kind: string }[]) => events.map(({ kind }) => kind).join(' ')
const unknown = (status: number, message: unknown = expect.any(String)) => ({
  kind: 'error',
  data: { status, id: expect.any(String), message, reason: 'unknown' },
})

describe.each(kinds)('kept in %s', (kind) => {
  let make: Maker['make']

  beforeAll(async () => {
    const maker = await makerOf(kind)
    make = maker.make
    return maker.stop
  })

  const serve = async (options: AppOptions, idempotency: HyperOptions['idempotency'] = {}) => {
    const own = idempotency && { store: await make(), ...idempotency }
    return serveApp({ ...options, hyper: { ...options.hyper, idempotency: own } })
  }

  test('a call that comes twice runs once, and gets the same answer', async () => {
    let ran = 0
    const { call } = await serve({
      actions: {
        go: action((ctx, input) => {
          ctx.set('X-Own', 'ü'.normalize().length.toString())
          return [signal('ran', ++ran), elements(`<p>${input['text']}</p>`)]
        }),
      },
    })
    const send = sending({ data: { text: 'ü€😀' } })
    const first = await call('/', send())
    for (const attempt of [2, 3]) {
      const again = await call('/', send(attempt))
      expect([again.status, again.text]).toEqual([200, first.text])
      for (const name of ['Content-Type', 'Hyper-Answer', 'Cache-Control', 'Vary', 'X-Own', 'Content-Length'])
        expect(again.headers.get(name)).toBe(first.headers.get(name))
    }
    expect((await call('/', sending({ data: { text: 'ü€😀' } })())).text).toContain('"ran":2')
  })

  test('a hundred that come at once run once', async () => {
    let ran = 0
    const { call } = await serve({
      actions: {
        go: action(async () => {
          await turn()
          return signal('ran', ++ran)
        }),
      },
    })
    const send = sending({ data: {} })
    const answers = await Promise.all(Array.from({ length: 100 }, () => call('/', send())))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(ran).toBe(1)
  })

  test('a retry joins a stream that still runs, from the event on that it wants', async () => {
    const more = gate()
    const { open, call } = await serve({
      actions: {
        go: action(async function* () {
          yield signal('step', 1)
          yield signal('step', 2)
          yield signal('step', 3)
          await more.passed
          yield signal('step', 4)
        }),
      },
    })
    const send = sending()
    const first = reading(await open('/', send()))
    await first.until('"step":3')
    const second = reading(await open('/', send(2, { headers: { 'Hyper-Received': '2' } })))
    await second.until('"step":3')
    more.open()
    expect(await second.rest()).not.toContain('"step":2')
    expect(await second.rest()).toContain('"step":4')
    expect(await first.rest()).toContain('event: end')
    const third = await call('/', send(3, { headers: { 'Hyper-Received': '3' } }))
    expect(third.events.map(({ data }) => data)).toEqual([{ values: { step: 4 } }, {}])
    expect(third.headers.get('Content-Length')).toBe(String(third.text.length))
  })

  test('a retry waits for the status of a call that has no answer yet', async () => {
    const [begun, more] = [gate(), gate()]
    const { call } = await serve({
      actions: {
        go: action(async () => {
          begun.open()
          await more.passed
          return errors({ name: 'Taken' })
        }),
      },
    })
    const send = sending({ data: {} })
    const both = [call('/', send())]
    await begun.passed
    both.push(call('/', send(2)))
    more.open()
    const [first, second] = await Promise.all(both)
    expect([second?.status, second?.text]).toEqual([422, first?.text])
  })

  test('the handler goes on when its client leaves, and a retry gets everything', async () => {
    const [left, more] = [gate(), gate()]
    const { open, call } = await serve({
      actions: {
        go: action(async function* (ctx) {
          ctx.res.once('close', () => left.open())
          yield signal('step', 1)
          await more.passed
          yield signal('step', 2)
        }),
      },
    })
    const send = sending()
    const leave = new AbortController()
    await reading(await open('/', send(1, { signal: leave.signal }))).until('"step":1')
    leave.abort()
    await left.passed
    const second = call('/', send(2))
    more.open()
    expect((await second).events.map(({ data }) => data)).toEqual([
      { values: { step: 1 } },
      { values: { step: 2 } },
      {},
    ])
  })

  test('a retry does not wait for the client that it has given up: one that does not read, and has not left', async () => {
    let made = 0
    const { connect, call } = await serve(
      {
        actions: {
          go: action(async function* () {
            for (; made < 400; made++) yield elements(`<p>${'much '.repeat(10_000)}</p>`)
          }),
        },
      },
      { bytes: 2 ** 26 },
    )
    const send = sending()
    const head = Object.entries({ Host: 'localhost', 'Hyper-Action': 'go', ...send().headers, 'Content-Length': 0 })
    const socket = connect().pause()
    socket.write(`POST / HTTP/1.1\r\n${head.map((line) => `${line.join(': ')}\r\n`).join('')}\r\n`)
    await stalled(() => made)
    expect(made).toBeLessThan(400)
    const { events } = await call('/', send(2))
    expect([made, events.length, events.at(-1)?.kind]).toEqual([400, 401, 'end'])
  })

  test('a handler that was still busy when its client left has its answer kept, also an error', async () => {
    for (const fails of [false, true]) {
      const begun = gate()
      const { open, call, failures } = await serve({
        actions: {
          go: action(async (ctx) => {
            begun.open()
            await once(ctx.res, 'close')
            if (fails) ctx.throw(500, 'secret')
            return toast('done')
          }),
        },
      })
      const send = sending({ data: {} })
      const leave = new AbortController()
      const gone = open('/', send(1, { signal: leave.signal })).catch(() => {})
      await begun.passed
      leave.abort()
      await gone
      const { status, events } = await call('/', send(2))
      expect([status, kindsOf(events)]).toEqual(fails ? [500, 'error'] : [200, 'toast end'])
      expect(failures()).toHaveLength(fails ? 1 : 0)
    }
  })

  test.each<[string, CallOptions, string?]>([
    ['other data', { data: { a: 2 } }],
    ['another action', { action: 'other' }],
    ['another URL', {}, '/?b'],
    ['another method', { method: 'PUT' }],
    ['another user, by Authorization', { headers: { Authorization: 'Bearer bea' } }],
  ])('%s under the same id is refused, and nothing runs', async (_what, more, path = '/') => {
    let ran = 0
    const go = action({ method: ['POST', 'PUT'] }, () => void ran++)
    const { call } = await serve({ actions: { go, other: go } })
    const send = sending({ data: { a: 1 }, headers: { Cookie: 'user=ann', Authorization: 'Bearer ann' } })
    expect((await call('/', send())).status).toBe(204)
    const { status, events } = await call(path, send(2, more))
    expect([status, events]).toEqual([422, [unknown(422)]])
    expect(ran).toBe(1)
  })

  test('cookies may have changed since, as an answer that was cut may have set some', async () => {
    let ran = 0
    const { call } = await serve({ actions: { go: action(() => void ran++) } })
    const send = sending({ data: {} })
    expect((await call('/', send(1, { headers: { Cookie: 'a=1' } }))).status).toBe(204)
    expect((await call('/', send(2, { headers: { Cookie: 'a=2' } }))).status).toBe(204)
    expect(ran).toBe(1)
  })

  test('scope says who the user is; one whose cookies have changed is the same', async () => {
    const { call } = await serve(
      { actions: { go: action(() => toast('secret of Ann')) } },
      { scope: (ctx) => ctx.get('X-User') || undefined },
    )
    const send = sending({ data: {} })
    const as = (user: string, cookie: string) => send(2, { headers: { 'X-User': user, Cookie: cookie } })
    expect((await call('/', as('ann', 'a=1'))).status).toBe(200)
    expect((await call('/', as('ann', 'a=2'))).status).toBe(200)
    const other = await call('/', as('bea', 'a=1'))
    expect([other.status, other.text]).toEqual([422, expect.not.stringContaining('secret')])
    expect((await call('/', as('', 'a=1'))).status).toBe(422)
  })

  test.each([
    ['0', 'signals toast event end'],
    ['1', 'toast event end'],
    ['2', 'event end'],
    ['3', 'end'],
    ['4', 'end'],
    ['1000000000', 'end'],
    ['-1', 'signals toast event end'],
    ['1e9', 'end'],
    ['NaN', 'signals toast event end'],
    ['x', 'signals toast event end'],
    ['Infinity', 'end'],
  ])('Hyper-Received %s is answered with %s', async (received, kinds) => {
    const { call } = await serve({
      actions: {
        go: action((ctx) => {
          ctx.hyper.event('x')
          return [signal('a', '\n\n'), toast('b')]
        }),
      },
    })
    const send = sending()
    await call('/', send())
    expect(kindsOf((await call('/', send(2, { headers: { 'Hyper-Received': received } }))).events)).toBe(kinds)
  })

  test('what middleware queues comes once, from the first time', async () => {
    let asked = 0
    const { call } = await serve({
      inside: (app) =>
        void app.use((ctx, next) => {
          ctx.hyper.toast(`Hello ${++asked}`)
          return next()
        }),
      actions: { go: action(() => signal('a', 1)) },
    })
    const send = sending()
    const { text } = await call('/', send())
    expect((await call('/', send(2))).text).toBe(text)
    expect(asked).toBe(2)
  })

  test('a cookie is set for the first arrival only', async () => {
    const { call } = await serve({
      actions: {
        go: action((ctx) => {
          ctx.cookies.set('a', '1')
          ctx.set({ 'X-A': 'b', 'X-List': ['c', 'd'] } as never)
        }),
      },
    })
    const send = sending()
    expect((await call('/', send())).headers.getSetCookie()).toHaveLength(1)
    const { status, headers } = await call('/', send(2))
    expect([status, headers.getSetCookie(), headers.get('X-A'), headers.get('X-List')]).toEqual([204, [], 'b', 'c, d'])
  })

  test('an error is kept, a refusal of the input too, and a redirect', async () => {
    let ran = 0
    const { call, failures } = await serve({
      actions: {
        fail: action(() => {
          throw new Error(`secret ${++ran}`)
        }),
        late: action(async function* () {
          yield toast('first')
          await turn()
          throw new Error(`secret ${++ran}`)
        }),
        refuse: action({ input: z.object({ age: z.number() }), invalid: () => toast(`${++ran}`) }, () => {}),
        go: action((ctx) => ctx.redirect(`/welcome-${++ran}`)),
      },
    })
    for (const action of ['fail', 'late', 'refuse', 'go']) {
      const send = sending({ action, data: {} })
      const { status, text } = await call('/', send())
      const again = await call('/', send(2))
      expect([again.status, again.text]).toEqual([status, text])
    }
    expect(ran).toBe(4)
    expect(failures()).toHaveLength(2)
  })

  test('an answer with Retry-After is not kept: the same call may come again', async () => {
    let ran = 0
    const { call, failures } = await serve({
      actions: {
        go: action((ctx) => {
          if (++ran === 1) ctx.throw(503, 'Later', { headers: { 'Retry-After': '1' } })
          return signal('ran', ran)
        }),
      },
    })
    const send = sending()
    expect((await call('/', send())).status).toBe(503)
    expect((await call('/', send(2))).text).toContain('"ran":2')
    expect((await call('/', send(3))).text).toContain('"ran":2')
    expect(failures()).toHaveLength(1)
  })

  test.each<[string, unknown, string]>([
    ['text', 'grüße', 'text/plain; charset=utf-8'],
    ['HTML', '<p>', 'text/html; charset=utf-8'],
    ['JSON', { a: [1, 'ü'] }, 'application/json; charset=utf-8'],
    ['bytes', Buffer.from([0, 255, 128]), 'application/octet-stream'],
    ['nothing', null, ''],
    ['a Blob', new Blob(['a,b'], { type: 'text/csv' }), 'text/csv; charset=utf-8'],
    ['a stream', Readable.from([Buffer.from([0, 255]), 'ü']), 'application/octet-stream'],
    ['a web stream', new Blob(['web']).stream(), 'application/octet-stream'],
    ['an empty stream', Readable.from([]), 'application/octet-stream'],
    ['a number', 7, ''],
    ['false', false, ''],
  ])('a body that is %s is kept', async (_what, body, type) => {
    let ran = 0
    const { open } = await serve({
      actions: {
        go: action((ctx) => {
          ran++
          if (body) ctx.attachment('data.bin')
          ctx.body = body
          if (type) ctx.type = type
        }),
      },
    })
    const send = sending()
    const answers = []
    for (const attempt of [1, 2]) {
      const response = await open('/', send(attempt))
      const { status, headers } = response
      const names = ['Content-Type', 'Content-Disposition', 'Cache-Control', 'Hyper-Answer', 'X-Accel-Buffering']
      const bytes = Buffer.from(await response.arrayBuffer()).toString('hex')
      answers.push([status, bytes, ...names.map((name) => headers.get(name))])
    }
    expect(answers[1]).toEqual(answers[0])
    expect(ran).toBe(1)
  })

  test('a body that is too long, too slow, or the handler’s own is sent, and not kept', async () => {
    const slow = gate()
    const { open, call } = await serve(
      {
        actions: {
          long: action((ctx) => {
            ctx.body = Readable.from(Array.from({ length: 100 }, () => 'x'.repeat(1000)))
            ctx.length = 100_000
          }),
          slow: action((ctx) => {
            const parts = async function* () {
              yield 'a'
              await slow.passed
              yield 'b'
            }
            ctx.body = Readable.from(parts())
          }),
          own: action((ctx) => {
            ctx.respond = false
            ctx.res.end('own')
          }),
        },
      },
      { bytes: 50_000 },
    )
    const long = sending({ action: 'long' })
    const response = await open('/', long())
    expect([response.headers.get('Content-Length'), (await response.text()).length]).toEqual(['100000', 100_000])
    expect((await call('/', long(2))).events).toEqual([unknown(409, expect.stringContaining('too long'))])

    const late = sending({ action: 'slow' })
    const answer = reading(await open('/', late()))
    await answer.until('a')
    slow.open()
    expect(await answer.rest()).toBe('ab')
    expect((await call('/', late(2))).events).toEqual([unknown(409)])

    const own = sending({ action: 'own' })
    expect((await call('/', own())).text).toBe('own')
    expect((await call('/', own(2))).status).toBe(409)
  })

  test('an answer that is too large is sent, and not kept; the error names the limit', async () => {
    let ran = 0
    const { call } = await serve(
      {
        actions: {
          whole: action(() => elements(`<p>${'x'.repeat(5000)}</p>`)),
          go: action(async function* () {
            ran++
            for (let i = 0; i < 10; i++) {
              yield elements(`<p>${'x'.repeat(600)}</p>`)
              await turn()
            }
          }),
        },
      },
      { bytes: 4000 },
    )
    const whole = sending({ action: 'whole' })
    expect((await call('/', whole())).status).toBe(200)
    const { status, events } = await call('/', whole(2))
    expect([status, events]).toEqual([409, [unknown(409, expect.stringContaining('idempotency.bytes'))]])

    const send = sending()
    expect((await call('/', send())).events).toHaveLength(11)
    const again = await call('/', send(2, { headers: { 'Hyper-Received': '2' } }))
    expect(again.events.at(-1)).toEqual(unknown(409, expect.stringContaining('4000 bytes')))
    expect(ran).toBe(1)
  })

  test('what was stopped because its client left cannot be answered again', async () => {
    const { open, call } = await serve({
      actions: {
        go: action({ onDisconnect: 'abort' }, async function* (ctx) {
          yield signal('step', 1)
          await once(ctx.hyper.abortSignal, 'abort')
        }),
      },
    })
    const send = sending()
    const leave = new AbortController()
    await reading(await open('/', send(1, { signal: leave.signal }))).until('"step":1')
    leave.abort()
    const { status, events } = await call('/', send(2))
    expect([status, events.at(-1)]).toEqual([200, unknown(409, expect.stringContaining('its client left'))])
  })

  test('an error that middleware outside answers in its own way is not kept', async () => {
    const { call } = await serve({
      outside: (app) =>
        void app.use((ctx, next) =>
          next().catch(() => {
            ctx.status = 500
            ctx.body = 'sorry'
          }),
        ),
      actions: {
        go: action(() => {
          throw new Error('secret')
        }),
      },
    })
    const send = sending()
    expect((await call('/', send())).text).toBe('sorry')
    await expect.poll(async () => (await call('/', send(2))).text).toBe('sorry')
  })

  test('a form with files is the same call, though its bytes differ; other bytes in a file are another one', async () => {
    let ran = 0
    const { call } = await serve({
      actions: { go: action((_ctx, { photo }) => signal('size', (photo as File).size + ++ran)) },
    })
    const send = sending()
    const form = (content: string, name = 'a.png') => {
      const body = new FormData()
      body.set('photo', new File([content], name, { type: 'image/png' }))
      body.set('_data', '{"a":1}')
      return { body }
    }
    const large = 'x'.repeat(300_000)
    const { text } = await call('/', send(1, form(large)))
    expect((await call('/', send(2, form(large)))).text).toBe(text)
    expect((await call('/', send(3, form(`${large.slice(1)}y`)))).status).toBe(422)
    expect((await call('/', send(3, form(large, 'b.png')))).status).toBe(422)
    expect(ran).toBe(1)
  })

  test('whoever took the files of a retry is told that nobody uses them', async () => {
    const taken: AbortSignal[] = []
    const go = action(
      {
        files: {
          async store({ stream, abortSignal }) {
            taken.push(abortSignal)
            stream.destroy()
            return 'key'
          },
        },
      },
      () => toast('kept'),
    )
    const { call } = await serve({ actions: { go } })
    const send = sending()
    const form = () => {
      const body = new FormData()
      body.set('photo', new File(['abc'], 'a.txt'))
      return { body }
    }
    await call('/', send(1, form()))
    await call('/', send(2, form()))
    expect(taken.map(({ aborted }) => aborted)).toEqual([false, true])
  })

  test('a retry of a call that is known does not count for the rate limit; another call that says it is one does', async () => {
    const { call } = await serve({
      actions: { go: action({ limit: { calls: 1, per: 60_000 } }, () => toast('ran')) },
    })
    const send = sending()
    const known = [await call('/', send()), await call('/', send(2)), await call('/', send(3))]
    expect(known.map(({ status }) => status)).toEqual([200, 200, 200])
    const other = sending()
    expect((await call('/', other(2))).status).toBe(429)
    expect((await call('/', other(3))).status).toBe(429)
  })

  test('GET, a call without a key, and a check of one field are run each time', async () => {
    let ran = 0
    const { call } = await serve({ actions: { go: action({ method: ['GET', 'POST'] }, () => void ran++) } })
    const get = sending({ method: 'GET' })
    for (const send of [get(), get(), { action: 'go' }, { action: 'go' }]) await call('/', send)
    expect(ran).toBe(4)
    const check = sending({ data: { _only: 'a' } })
    for (const attempt of [1, 2]) expect(kindsOf((await call('/', check(attempt))).events)).toBe('errors end')
    expect((await call('/', sending()(1, { headers: { 'Idempotency-Key': 'other' } }))).status).toBe(400)
    expect(ran).toBe(4)
  })
})

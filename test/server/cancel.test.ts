import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { action, signal, toast } from '../../server/index.js'
import { sending } from './sending.js'
import { type AppOptions, type CallOptions, decode, gate, reading, serve as serveApp } from './serve.js'
import { kinds, type Maker, makerOf } from './stores.js'

/** The request that cancels a call. */
const cancelling = (options: CallOptions, headers: Record<string, string> = {}): CallOptions => {
  const { 'Idempotency-Key': _key, ...others } = options.headers ?? {}
  const { body: _body, data: _data, action: _action, ...rest } = options
  return { ...rest, method: 'DELETE', headers: { ...others, 'Hyper-Cancel': '1', ...headers } }
}

describe.each(kinds)('kept in %s', (kind) => {
  let make: Maker['make']

  beforeAll(async () => {
    const maker = await makerOf(kind)
    make = maker.make
    return maker.stop
  })

  const serve = async (options: AppOptions) => serveApp({ ...options, hyper: { idempotency: { store: await make() } } })

  /** An action that waits, and then says whether it was aborted. */
  async function serveWaiting() {
    const [begun, more] = [gate(), gate()]
    const go = action(async (ctx) => {
      begun.open()
      await more.passed
      return signal('aborted', ctx.hyper.abortSignal.aborted)
    })
    const { call } = await serve({ actions: { go } })
    return { begun, more, call }
  }

  test.each(['the same process', 'another one'])(
    'cancelling at %s aborts the signal of a handler within a second',
    async (where) => {
      const [begun, aborted] = [gate(), gate<unknown>()]
      const options = {
        actions: {
          go: action(async (ctx) => {
            const { abortSignal } = ctx.hyper
            begun.open()
            await once(abortSignal, 'abort')
            aborted.open(abortSignal.reason)
            abortSignal.throwIfAborted()
          }),
        },
      }
      const one = await serve(options)
      const other = where === 'another one' ? await serve(options) : one
      const send = sending({ data: {} })
      const answer = one.call('/', send())
      await begun.passed
      const asked = performance.now()
      const { status, text } = await other.call('/', cancelling(send()))
      expect([status, text]).toEqual([204, ''])
      expect(await aborted.passed).toBeInstanceOf(Error)
      expect(performance.now() - asked).toBeLessThan(1000)
      const { events } = await answer
      expect(events).toMatchObject([{ kind: 'error', data: { status: 409, reason: 'aborted' } }])
      const again = await other.call('/', send(2))
      expect([again.status, again.events]).toEqual([409, events])
    },
  )

  test('a stream is closed, and neither its client nor a retry takes it for whole', async () => {
    const closed = gate()
    const { open, call } = await serve({
      actions: {
        go: action(async function* (ctx) {
          try {
            yield signal('step', 1)
            await wait(60_000, undefined, { signal: ctx.hyper.abortSignal })
            yield signal('step', 2)
          } finally {
            closed.open()
          }
        }),
      },
    })
    const send = sending()
    const answer = reading(await open('/', send()))
    await answer.until('"step":1')
    expect((await call('/', cancelling(send()))).status).toBe(204)
    await closed.passed
    expect(await answer.rest()).toMatch(/"step":1[\s\S]*event: error\ndata: .*"reason":"aborted"}\n\n$/)
    const again = await call('/', send(2))
    expect(again.events).toMatchObject([{ kind: 'signals' }, { kind: 'error', data: { reason: 'aborted' } }])
  })

  test('a generator that has not begun to answer is closed', async () => {
    const begun = gate()
    const { call } = await serve({
      actions: {
        go: action(async function* (ctx) {
          begun.open()
          await once(ctx.hyper.abortSignal, 'abort')
          yield toast('never read')
        }),
      },
    })
    const send = sending()
    const answer = call('/', send())
    await begun.passed
    await call('/', cancelling(send()))
    expect((await answer).events).toMatchObject([{ kind: 'error', data: { reason: 'aborted' } }])
  })

  test('what a generator yields once it is cancelled is not sent', async () => {
    const { open, call } = await serve({
      actions: {
        go: action(async function* (ctx) {
          await once(ctx.hyper.abortSignal, 'abort')
          yield toast('never read')
        }),
      },
    })
    const send = sending()
    // its headers are there once its first item has had its time
    const response = await open('/', send())
    await call('/', cancelling(send()))
    expect(decode(await response.text())).toMatchObject([{ kind: 'error', data: { reason: 'aborted' } }])
  })

  test('a call that waits for its hooks is not run any more', async () => {
    const [begun, more] = [gate(), gate()]
    let ran = 0
    const slow = async (_ctx: unknown, next: () => Promise<unknown>) => {
      begun.open()
      await more.passed
      await next()
    }
    const { call } = await serve({ actions: { go: action({ use: [slow] }, () => void ran++) } })
    const send = sending()
    const answer = call('/', send())
    await begun.passed
    await call('/', cancelling(send()))
    more.open()
    const { status, events } = await answer
    expect([status, events]).toMatchObject([409, [{ kind: 'error', data: { reason: 'aborted' } }]])
    expect((await call('/', send(2))).events).toEqual(events)
    expect(ran).toBe(0)
  })

  test('a handler that ends all the same is answered as ever', async () => {
    const { begun, more, call } = await serveWaiting()
    const send = sending()
    const answer = call('/', send())
    await begun.passed
    await call('/', cancelling(send()))
    more.open()
    expect((await answer).text).toContain('"aborted":true')
  })

  test('another user cancels nothing, and learns nothing', async () => {
    const { begun, more, call } = await serveWaiting()
    const send = sending({ headers: { Authorization: 'Bearer ann' } })
    const answer = call('/', send())
    await begun.passed
    const { status, text } = await call('/', cancelling(send(), { Authorization: 'Bearer bea' }))
    expect([status, text]).toEqual([204, ''])
    more.open()
    expect((await answer).text).toContain('"aborted":false')
  })

  test('what is not there is 204 too, and no route is asked', async () => {
    let asked = 0
    const { call } = await serve({
      routes: (router) =>
        router.delete(
          '/todos/:id',
          action(() => void asked++),
        ),
    })
    for (const send of [sending()(), sending({ method: 'DELETE' })()]) {
      expect((await call('/todos/3', cancelling(send))).status).toBe(204)
    }
    expect((await call('/todos/3', sending({ method: 'DELETE' })())).status).toBe(204)
    expect(asked).toBe(1)
  })

  test('a page of another origin cannot cancel', async () => {
    const { call } = await serve({ actions: {} })
    expect((await call('/', cancelling(sending()(), { Origin: 'http://evil.example' }))).status).toBe(403)
    expect((await call('/', cancelling(sending()(), { 'Sec-Fetch-Site': 'cross-site' }))).status).toBe(403)
  })
})

import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  action,
  type Bus,
  type DisconnectReason,
  elements,
  memoryBus,
  redisBus,
  signals,
  view,
} from '../../server/index.js'
import { killable } from '../faults/killable.js'
import { type AppOptions, gate, reading } from './serve.js'
import { type Redis, startRedis } from './stores.js'
import { serveView } from './viewing.js'

vi.setConfig({ testTimeout: 30_000 })

const kinds = ['memory', 'redis'] as const

describe.each(kinds)('on a bus in %s', (kind) => {
  let redis: Redis | undefined
  let shared: Bus

  beforeAll(async () => {
    shared = memoryBus()
    if (kind === 'redis') redis = await startRedis()
  })
  afterAll(() => redis?.stop())

  const room = () => {
    const notes: DisconnectReason[] = []
    const definition = view({
      state: () => ({ count: 0 }),
      connect: (view) => view.subscribe('room'),
      info(view) {
        view.count += 100
      },
      disconnect: (_view, reason) => void notes.push(reason),
    })
    return { definition, notes }
  }
  const busOf = async () => (redis ? redisBus(await redis.connect()) : shared)

  /** Two processes with the same application, and a page whose view is in the first. */
  async function serveTwo(appOf: (definition: ReturnType<typeof room>['definition'], process: string) => AppOptions) {
    const { definition, notes } = room()
    const one = await serveView(definition, { hub: { bus: await busOf() }, ...appOf(definition, 'one') })
    const other = await serveView(definition, { hub: { bus: await busOf() }, ...appOf(definition, 'other') })
    const page = await one.page()
    await page.until('"count":0')
    return { one, other, page, notes }
  }

  test('a call that comes to another process runs where the view is', async () => {
    const { other, page } = await serveTwo((definition, process) => ({
      actions: {
        add: action({ view: definition }, (ctx, { by }) => {
          ctx.hyper.view.count += Number(by)
          ctx.set('X-Process', `${process} ${ctx.ip !== ''} ${ctx.protocol}`)
          ctx.append('Set-Cookie', 'a=1')
          ctx.append('Set-Cookie', 'b=2')
          return signals({ answered: process, text: 'ä'.repeat(200_000) })
        }),
      },
    }))
    const data = { by: 2, more: 'ö'.repeat(200_000) }
    const { status, headers, events } = await page.call('add', data, { at: other })
    expect([status, headers.get('X-Process')]).toEqual([200, 'one true http'])
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(events).toMatchObject([
      { data: { values: { answered: 'one', text: 'ä'.repeat(200_000) } } },
      { kind: 'end' },
    ])
    await page.until('"count":2')
  })

  test.each(['GET', 'DELETE'] as const)('what a %s brings without its length is no other request', async (method) => {
    const seen: string[] = []
    const { other, page } = await serveTwo((definition, process) => ({
      outside: (app) =>
        app.use((ctx, next) => {
          seen.push(`${process} ${ctx.method} ${ctx.path}`)
          return next()
        }),
      actions: { take: action({ method, view: definition }, () => signals({ taken: true })) },
    }))
    seen.splice(0)
    const id = `without-length-${kind}-${method}`
    const headers = [
      'Host: localhost',
      `Hyper-Call: ${id}`,
      `Hyper-View: ${page.id}`,
      'Hyper-Action: take',
      ...(method === 'DELETE' ? [`Idempotency-Key: ${id}`] : []),
      'Transfer-Encoding: chunked',
      'Connection: close',
    ]
    const body = 'GET /secret HTTP/1.1\r\nHost: localhost\r\n\r\n'
    const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    const answer = await other.raw(`${method} / HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${chunks}`)
    expect(answer).toMatch(/^HTTP\/1.1 200 .*"taken":true/s)
    expect(seen).toEqual([`other ${method} /`, `one ${method} /`])
  })

  test('its errors, refusals and empty answers come back as they are', async () => {
    const { one, other, page } = await serveTwo((definition) => ({
      actions: {
        fail: action({ view: definition }, (ctx) => ctx.throw(418, 'No tea')),
        nothing: action({ view: definition }, () => {}),
      },
    }))
    expect(await page.call('fail', {}, { at: other })).toMatchObject({
      status: 418,
      events: [{ data: { message: 'No tea' } }],
    })
    expect(await page.call('nothing', {}, { at: other })).toMatchObject({ status: 204, text: '' })
    expect(await page.call('unknown', {}, { at: other })).toMatchObject({ status: 404 })
    one.failures()
  })

  test('a stream comes bit by bit, and ends there when its client leaves', async () => {
    const aborted = gate()
    const { other, page } = await serveTwo((definition) => ({
      actions: {
        watch: action({ method: 'GET', view: definition }, async function* (ctx) {
          yield elements('<p>first')
          await once(ctx.hyper.abortSignal, 'abort')
          aborted.open()
        }),
      },
    }))
    const leaving = new AbortController()
    const response = await page.open(
      'watch',
      {},
      { at: other, method: 'GET', headers: { 'Idempotency-Key': '' }, signal: leaving.signal },
    )
    await reading(response).until('first')
    leaving.abort()
    await aborted.passed
  })

  test('a retry there runs nothing twice', async () => {
    let runs = 0
    const { one, other, page } = await serveTwo((definition) => ({
      actions: { add: action({ view: definition }, () => ({ runs: ++runs })) },
    }))
    const headers = (attempt: number) => ({
      'Hyper-Call': `once-${kind}`,
      'Idempotency-Key': `once-${kind}`,
      'Hyper-Attempt': String(attempt),
    })
    const first = await page.call('add', {}, { at: other, headers: headers(1) })
    const second = await page.call('add', {}, { at: one, headers: headers(2) })
    const third = await page.call('add', {}, { at: other, headers: headers(3) })
    expect([first.text, second.text, third.text]).toEqual([first.text, first.text, first.text])
    expect(runs).toBe(1)
  })

  test('a process that is gone has no views any more, and nothing was run', async () => {
    let runs = 0
    const { one, other, page } = await serveTwo((definition) => ({
      actions: { add: action({ view: definition }, () => void runs++) },
    }))
    await one.hub.close({ drain: 0 })
    const { status, headers } = await page.call('add', {}, { at: other })
    expect([status, headers.get('Hyper-View'), runs]).toEqual([503, 'gone', 0])
  })

  test('a page that comes to another process gets a new view there, and the old one ends, once', async () => {
    const { other, page, notes } = await serveTwo(() => ({}))
    page.leave()
    const again = await other.page({ resume: page })
    expect([again.isNew, again.id === page.id]).toEqual([true, false])
    await expect.poll(() => notes).toEqual(['lost'])
  })

  test('a page that goes is told to the process that has its view', async () => {
    const { other, page, notes } = await serveTwo(() => ({}))
    const headers = { 'Hyper-View': page.id, 'Hyper-Tell': 'closed' }
    const { status } = await other.open('/rooms/1/live', { method: 'GET', headers })
    expect(status).toBe(204)
    await expect.poll(() => notes).toEqual(['closed'])
  })

  test('messages to a topic reach views in all processes', async () => {
    const { other, page } = await serveTwo(() => ({}))
    const second = await other.page()
    await other.hub.tell('room', null)
    await Promise.all([page.until('"count":100'), second.until('"count":100')])
  })

  test('a user who is sent away loses the views in all processes', async () => {
    const { one, other, notes } = await serveTwo(() => ({}))
    const path = '/rooms/1/live?user=7'
    await Promise.all([one.page({ path }), other.page({ path })])
    await other.hub.disconnect({ user: 7 })
    await expect.poll(() => notes).toEqual(['revoked', 'revoked'])
  })
})

test('where too many calls are under way to a process, the others keep their views, and come again', async () => {
  const bus = memoryBus()
  const [definition, held] = [view({ state: () => ({ count: 0 }) }), gate()]
  let begun = 0
  const actions = {
    hold: action({ method: 'GET', view: false }, async () => {
      begun++
      await held.passed
    }),
    add: action({ view: definition }, (ctx) => void ctx.hyper.view.count++),
  }
  const one = await serveView(definition, { hub: { bus }, actions })
  const other = await serveView(definition, { hub: { bus }, actions })
  const [hostile, page] = [await one.page(), await one.page()]
  const sockets = Array.from({ length: 1000 }, () => {
    const socket = other.connect()
    const headers = ['Host: localhost', 'Hyper-Call: c', 'Hyper-Action: hold', `Hyper-View: ${hostile.id}`]
    socket.write(`GET / HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
    return socket
  })
  await expect.poll(() => begun, { timeout: 20_000 }).toBe(1000)
  const { status, headers } = await page.call('add', {}, { at: other })
  expect([status, headers.get('Retry-After'), headers.get('Hyper-View')]).toEqual([503, '1', null])
  for (const socket of sockets) socket.destroy()
  held.open()
  const again = async () => (await page.call('add', {}, { at: other })).status
  await expect.poll(again, { timeout: 20_000 }).toBe(204)
  await page.until('"count":1')
})

describe('a process that hangs', () => {
  /** Two processes, the first of which has a view and can be silenced. */
  async function serveSilent() {
    const bus = memoryBus()
    let isSilent = false
    // it is heard by nobody, though it listens
    const send = (channel: string, text: string) => (isSilent ? Promise.resolve(1) : bus.send(channel, text))
    const definition = view({ state: () => ({ count: 0 }) })
    const [begun, held] = [gate(), gate()]
    let runs = 0
    const add = action({ view: definition }, async () => {
      runs++
      begun.open()
      await held.passed
    })
    const one = await serveView(definition, { hub: { bus: { ...bus, send } }, actions: { add } })
    const other = await serveView(definition, { hub: { bus }, actions: { add } })
    const page = await one.page()
    const silence = () => {
      isSilent = true
    }
    return { other, page, begun, held, runs: () => runs, silence }
  }

  test('before it has taken a call counts as gone, and nothing runs', async () => {
    const { other, page, silence, runs } = await serveSilent()
    silence()
    const { status, headers } = await page.call('add', {}, { at: other })
    expect([status, headers.get('Hyper-View'), runs()]).toEqual([503, 'gone', 0])
  })

  test('in the middle of a call leaves it unknown whether that has run', async () => {
    const { other, page, silence, begun, held, runs } = await serveSilent()
    const answer = page.call('add', {}, { at: other })
    await begun.passed
    silence()
    expect(await answer).toMatchObject({ status: 409, events: [{ data: { reason: 'unknown' } }] })
    expect(runs()).toBe(1)
    held.open()
  })
})

test('a Redis that has lost its memory is told to the views that hear topics, and no page loads itself again', async () => {
  const own = await startRedis()
  onTestFinished(() => own.stop())
  const missed = gate()
  const definition = view({
    state: () => ({ count: 0 }),
    connect: (view) => view.subscribe('room'),
    info: (view) => void view.count++,
    missed(view) {
      view.count = 100
      missed.open()
    },
  })
  const { page, hub } = await serveView(definition, { hub: { bus: redisBus(await own.connect()), onError: () => {} } })
  const one = await page()
  await hub.tell('room', null)
  await one.until('"count":1')
  await own.kill()
  await own.start()
  await missed.passed
  await one.until('"count":100')
  expect(await one.until('event: gap').then(() => one.until('"filled":true'))).toBeTruthy()
  await hub.tell('room', null)
  await one.until('"count":101')
})

test('kill -9 of the process that has a view, in the middle of a call: nobody knows whether that has run', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const make = () => killable('test/faults/views.ts', { REDIS: redis.path })
  const [owner, other] = await Promise.all([make(), make()])
  onTestFinished(async () => void (await Promise.all([owner.kill(), other.kill()])))
  const stream = await fetch(`${owner.url}/live`, { headers: { 'Hyper-Call': 'live' } })
  const [, view = ''] = /event: view\ndata: \{"id":"([^"]+)/.exec(await reading(stream).until('"isNew"')) ?? []
  const call = (action: string, attempt = 1) =>
    fetch(other.url, {
      method: 'POST',
      headers: {
        'Hyper-Call': action,
        'Hyper-Action': action,
        'Hyper-View': view,
        'Hyper-Attempt': String(attempt),
        'Idempotency-Key': action,
      },
    })
  expect((await call('add')).status).toBe(204)
  const hanging = call('hang')
  await owner.said('hangs')
  await owner.kill()
  const { status } = await hanging
  expect(status).toBe(409)
  // nor does anybody later, and nothing runs again
  const again = await call('hang', 2)
  expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('"reason":"unknown"')])
  expect((await call('later')).status).toBe(404)
}, 120_000)

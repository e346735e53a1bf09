import { once } from 'node:events'
import { connect, createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import session from 'koa-session'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  checkpoint,
  createHub,
  elements,
  hyper,
  type Item,
  memoryBus,
  redirect,
  signal,
  signals,
  toast,
} from '../../server/index.js'
import { lastId, numbersIn, serveLive } from './lives.js'
import { gate } from './serve.js'

// some of these move megabytes
vi.setConfig({ testTimeout: 30_000 })

const n = (n: number) => signal('n', n)

describe('a live stream', () => {
  test('has the headers of an answer, and begins with where it is', async () => {
    const { live } = await serveLive({ hyper: { version: 'v7', heartbeat: 5000 } })
    const { response, cursor } = await live()
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'hyper-answer': '1',
      'hyper-heartbeat': '5000',
      'hyper-version': 'v7',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      vary: 'Hyper-Action, Hyper-Call, Accept',
    })
    expect(response.headers.has('Hyper-Shared')).toBe(false)
    expect(cursor).toMatch(/^[\w-]+\.0$/)
  })

  test('brings what is published to its topic, in order, and nothing else', async () => {
    const { live, hub } = await serveLive()
    const [room, other] = [await live('/live/room'), await live('/live/other')]
    for (let i = 0; i < 5; i++) {
      void hub.publish('room', n(i))
      void hub.publish('other', n(10 + i))
    }
    expect(numbersIn(await room.until('"n":4'))).toEqual([0, 1, 2, 3, 4])
    expect(numbersIn(await other.until('"n":14'))).toEqual([10, 11, 12, 13, 14])
  })

  test('has an id on the last event of what was published together', async () => {
    const { live, hub } = await serveLive()
    const { until, cursor } = await live()
    await hub.publish('room', [n(1), false, [toast('hi')], { $m: 2 }])
    const [epoch] = cursor.split('.')
    expect(await until(`id: ${epoch}.1\n\n`)).toContain(
      'event: signals\ndata: {"values":{"n":1}}\n\n' +
        'event: toast\ndata: {"message":"hi","level":"info"}\n\n' +
        `event: signals\ndata: {"values":{"$m":2}}\nid: ${epoch}.1\n\n`,
    )
  })

  test('brings markup that is still to come, when it has come', async () => {
    const { live, hub } = await serveLive()
    const { until } = await live()
    const later = gate<string>()
    const sent = hub.publish('room', elements(later.passed, { target: '#a' }))
    await hub.publish('room', n(1))
    later.open('<b>x</b>')
    await sent
    const text = await until('<b>x</b>')
    expect(text.indexOf('"n":1')).toBeLessThan(text.indexOf('<b>x</b>'))
  })

  test('names the tab that something is not for', async () => {
    const { live, hub } = await serveLive()
    const { until } = await live()
    await hub.publish('room', n(1), { except: 'tab-1' })
    expect(await until('"n":1')).toContain('event: except\ndata: {"tab":"tab-1"}\n\nevent: signals\n')
  })

  test('brings what is for its user, whatever its topics', async () => {
    const { live, hub } = await serveLive()
    const [ann, bob] = [await live('/live/a?user=ann'), await live('/live/b?user=bob')]
    await hub.to({ user: 'ann' }).publish(n(1))
    await hub.publish('b', n(2))
    expect(numbersIn(await ann.until('"n":'))).toEqual([1])
    expect(numbersIn(await bob.until('"n":'))).toEqual([2])
  })

  test('takes no topic for a user', async () => {
    const { live, hub } = await serveLive()
    const { until } = await live('/live/uann')
    await hub.to({ user: 'ann' }).publish(n(1))
    await hub.publish('uann', n(2))
    expect(numbersIn(await until('"n":2'))).toEqual([2])
  })

  test('is kept open by comments', async () => {
    const { live } = await serveLive({ hyper: { heartbeat: 30 } })
    const { until } = await live()
    expect(await until('\n:\n\n:\n\n:\n\n')).toBeTruthy()
  })

  test('has a tab only if that is an id', async () => {
    const { live, hub } = await serveLive()
    for (const tab of ['a b', 'x'.repeat(65), '<b>']) await live('/live/room', { 'Hyper-Tab': tab })
    expect(hub.connections().map(({ tab }) => tab)).toEqual([undefined, undefined, undefined])
  })

  test('is forgotten when its client leaves', async () => {
    const { live, hub } = await serveLive()
    const { leave } = await live('/live/room?user=ann', { 'Hyper-Tab': 'tab-1' })
    expect(hub.connections()).toEqual([
      { id: expect.any(String), user: 'ann', tab: 'tab-1', path: '/live/room', since: expect.any(Number) },
    ])
    leave()
    await expect.poll(() => hub.connections()).toEqual([])
  })
})

describe('a page that comes back', () => {
  test('gets what it missed, each once', async () => {
    const { live, hub } = await serveLive()
    const first = await live()
    await hub.publish('room', n(1))
    const last = lastId(await first.until('"n":1').then(() => first.until('.1\n\n')))
    first.leave()
    for (const i of [2, 3]) {
      await hub.publish('room', n(i))
      await hub.publish('other', n(9))
    }
    const second = await live('/live/room', { 'Last-Event-ID': last })
    await hub.publish('room', n(4))
    expect(second.cursor).toBe(last)
    expect(numbersIn(await second.until('"n":4'))).toEqual([2, 3, 4])
  })

  test('gets nothing again that was before its page was rendered', async () => {
    const { live, hub } = await serveLive()
    await hub.publish('room', n(1))
    const cursor = hub.cursor()
    await hub.publish('room', n(2))
    const { until } = await live('/live/room', { 'Last-Event-ID': cursor })
    expect(numbersIn(await until('"n":2'))).toEqual([2])
  })

  test.each([
    ['events', { events: 2 }],
    ['bytes', { bytes: 100 }],
    ['seconds', { seconds: 0 }],
  ])('after more than the %s of the replay, is told of a gap', async (_limit, replay) => {
    const { live, hub } = await serveLive({ hub: { replay } })
    const { cursor } = await live()
    for (const i of [1, 2, 3]) await hub.publish('room', n(i))
    const { until } = await live('/live/room', { 'Last-Event-ID': cursor })
    const text = await until('event: gap\ndata: {}\n')
    await hub.publish('room', n(4))
    expect(numbersIn(text + (await until('"n":4')).slice(text.length))).toEqual([4])
  })

  test.each(['other.3', '.', 'x'.repeat(70), 'a.99999999999999999', '../..'])(
    'with the position %s of somebody else, is told of a gap or begins',
    async (position) => {
      const { live, hub } = await serveLive()
      const { until } = await live('/live/room', { 'Last-Event-ID': position })
      await hub.publish('room', n(1))
      const text = await until('"n":1')
      expect(text.includes('event: gap')).toBe(position === 'other.3')
    },
  )

  test('after a gap, gets what onGap says, behind which comes what is published meanwhile', async () => {
    const filled = gate<Item>()
    const begun = gate()
    const { live, hub } = await serveLive({
      live: {
        onGap: () => {
          begun.open()
          return filled.passed
        },
      },
    })
    const stream = live('/live/room', { 'Last-Event-ID': 'lost.1' })
    await begun.passed
    await hub.publish('room', n(2))
    filled.open(signals({ n: 1 }))
    const { until } = await stream
    const text = await until('"n":2')
    expect(text).toContain('event: gap\ndata: {"filled":true}\n\nevent: signals\n')
    expect(numbersIn(text)).toEqual([1, 2])
  })
})

describe('who may', () => {
  test('is asked at each connect, and a refusal is an answer', async () => {
    let isAllowed = true
    const { live, hub } = await serveLive({
      live: { topics: (ctx) => (isAllowed ? ['room'] : ctx.throw(403, 'Not yours')), user: () => 7 },
    })
    const first = await live()
    isAllowed = false
    await hub.disconnect({ user: 7 })
    expect(await first.rest()).toContain('retry: ')
    const { response, rest } = await live()
    expect(response.status).toBe(403)
    expect(await rest()).toContain('"message":"Not yours"')
  })

  test('hooks run at each connect, and may redirect', async () => {
    const { live } = await serveLive({ live: { use: (ctx) => ctx.redirect('/login') } })
    const { response, rest } = await live()
    expect(response.status).toBe(200)
    expect(response.headers.has('Hyper-Heartbeat')).toBe(false)
    expect(await rest()).toContain('event: redirect\ndata: {"url":"/login"}')
  })

  test('hooks may send the page elsewhere, and go on', async () => {
    const { live } = await serveLive({
      live: {
        use: (ctx, next) => {
          ctx.hyper.add(redirect('/login'))
          return next()
        },
      },
    })
    const { response, rest } = await live()
    expect(response.headers.has('Hyper-Heartbeat')).toBe(false)
    expect(await rest()).toContain('event: redirect\ndata: {"url":"/login"}')
  })

  test('what hooks queue begins the stream', async () => {
    const { live } = await serveLive({
      live: {
        use: (ctx, next) => {
          ctx.hyper.toast('Hello')
          return next()
        },
      },
    })
    const { until } = await live()
    expect(await until('event: live')).toContain('"message":"Hello"')
  })

  test('what middleware around it sets when it is done is sent', async () => {
    const { live } = await serveLive({
      outside(app) {
        app.keys = ['key']
        app.use(session({ rolling: true }, app))
        app.use(async (ctx, next) => {
          await next()
          ctx.set('X-Late', 'yes')
        })
      },
      live: {
        use: (ctx, next) => {
          Object.assign(ctx['session'] ?? {}, { seen: true })
          return next()
        },
      },
    })
    const { response } = await live()
    expect([response.status, response.headers.get('X-Late')]).toEqual([200, 'yes'])
    expect(response.headers.get('Set-Cookie')).toContain('koa.sess=')
  })

  test('no other origin', async () => {
    const { open } = await serveLive()
    for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://evil.example' }])
      expect((await open('/live/room', { method: 'GET', headers })).status).toBe(403)
  })

  test('no one who is not a page', async () => {
    const { plain } = await serveLive()
    expect((await plain('/live/room')).status).toBe(400)
  })
})

test('topics that are no list are an error of the application', async () => {
  const { live, failures } = await serveLive({ live: { topics: () => 'room' as never } })
  expect((await live()).response.status).toBe(500)
  expect(failures()[0]?.message).toContain('topics of hub.live() gave string')
})

test('works over HTTP/2', async () => {
  const hub = createHub()
  const app = new Koa()
  app.use(hyper())
  app.use(hub.live({ topics: () => ['room'] }))
  const server = createServer(app.callback()).listen(0)
  await once(server, 'listening')
  const client = connect(`http://localhost:${(server.address() as AddressInfo).port}`)
  onTestFinished(async () => {
    client.destroy()
    server.close()
    await hub.close()
  })
  const stream = client.request({ ':path': '/', 'hyper-call': 'c1' })
  let text = ''
  stream.on('data', (chunk) => {
    text += chunk
  })
  await expect.poll(() => text).toContain('event: live')
  for (let i = 0; i < 3; i++) await hub.publish('room', n(i))
  await expect.poll(() => numbersIn(text)).toEqual([0, 1, 2])
  client.destroy()
  await expect.poll(() => hub.connections()).toEqual([])
})

describe('limits', () => {
  test('of topics are an error of the application', async () => {
    const { live, failures } = await serveLive({ hub: { limits: { topics: 1 } }, live: { topics: () => ['a', 'b'] } })
    expect((await live()).response.status).toBe(500)
    expect(failures()[0]?.message).toContain('2 topics, and the limit is 1')
  })

  test('of connections are 429, for one user', async () => {
    const { live } = await serveLive({ hub: { limits: { connections: 1 } } })
    await live('/live/room?user=ann')
    const { response } = await live('/live/room?user=ann')
    expect([response.status, response.headers.get('Retry-After')]).toEqual([429, '1'])
    expect((await live('/live/room?user=bob')).response.status).toBe(200)
  })

  test('of a message are an error', async () => {
    const { hub } = await serveLive({ hub: { limits: { message: 50 }, onError: () => {} } })
    await expect(hub.publish('room', toast('x'.repeat(50)))).rejects.toThrow('the limit is 50')
  })

  test('what is no item, or answers a call, is refused', async () => {
    const { hub } = await serveLive()
    expect(() => hub.publish('room', 'text')).toThrow('A hub was given the text "text", which is no markup')
    expect(() => hub.publish('room', checkpoint('a'))).toThrow('A checkpoint item answers a call')
  })

  test('a failure that nobody waits for is reported', async () => {
    const failed = gate<Error>()
    const bus = { ...memoryBus(), publish: () => Promise.reject(new Error('no bus')) }
    const { hub } = await serveLive({ hub: { bus, onError: failed.open } })
    void hub.publish('room', n(1))
    expect((await failed.passed).message).toBe('no bus')
  })
})

describe('a client that does not read', () => {
  const large = 'x'.repeat(50_000)

  /** A raw connection that reads nothing until it is told to. */
  async function deaf(served: Awaited<ReturnType<typeof serveLive>>) {
    const socket = served.connect()
    await once(socket, 'connect')
    socket.pause()
    socket.write('GET /live/room HTTP/1.1\r\nHost: localhost\r\nHyper-Call: c1\r\n\r\n')
    await expect.poll(() => served.hub.connections().length).toBe(1)
    return {
      async read(until: string): Promise<string> {
        let text = ''
        socket.on('data', (chunk) => {
          text += chunk
        })
        socket.resume()
        // only its end, as there are megabytes
        await expect.poll(() => text.slice(-100_000).includes(until), { timeout: 20_000 }).toBe(true)
        return text
      },
    }
  }

  test('gets the rest from the replay when it reads again', async () => {
    const served = await serveLive({ hub: { replay: { bytes: 50_000_000 } } })
    const { read } = await deaf(served)
    for (let i = 0; i < 200; i++) await served.hub.publish('room', signals({ n: i, large }))
    const text = await read('"n":199')
    expect(numbersIn(text)).toEqual(Array.from({ length: 200 }, (_, i) => i))
    expect(text).not.toContain('event: gap')
  })

  test('has a gap if that is gone', async () => {
    const served = await serveLive({ hub: { replay: { bytes: 200_000 } } })
    const { read } = await deaf(served)
    for (let i = 0; i < 200; i++) await served.hub.publish('room', signals({ n: i, large }))
    const text = await read('event: gap')
    await served.hub.publish('room', n(200))
    const numbers = numbersIn(text + (await read('"n":200')))
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    expect(numbers.length).toBeLessThan(190)
  })
})

test('what is published when a stream has ended does not come into the next answer of its socket', async () => {
  const { connect, hub } = await serveLive()
  const socket = connect()
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.write('GET /live/room?user=ann HTTP/1.1\r\nHost: localhost\r\nHyper-Call: c1\r\n\r\n')
  await expect.poll(() => text).toContain('event: live')
  const leaving = hub.disconnect({ user: 'ann' })
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  for (let i = 0; i < 3; i++) await hub.publish('room', n(i))
  await leaving
  await expect.poll(() => text).toContain('<p>page</p>')
  await hub.publish('room', n(9))
  expect(text).toMatch(/retry: 0\n\n\r\n0\r\n\r\nHTTP\/1\.1 200 OK/)
  expect(numbersIn(text)).toEqual([])
})

describe('closing', () => {
  test('tells the pages to come back, spread over the drain', async () => {
    const { live, hub } = await serveLive()
    const { rest } = await live()
    await hub.close({ drain: 4000 })
    expect(await rest()).toMatch(/retry: 4000\n\n$/)
    expect((await live()).response.status).toBe(503)
  })

  test('is part of the close of hyper()', async () => {
    const { live, hyper } = await serveLive()
    const { rest } = await live()
    expect(await hyper.close()).toBe(0)
    expect(await rest()).toContain('retry: ')
    const { response } = await live()
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '1'])
  })
})

test('messages go to who hears them on the server, not to pages', async () => {
  const { live, hub } = await serveLive()
  const { until } = await live()
  const heard: unknown[] = []
  const stop = hub.hear('room', (message) => heard.push(message))
  hub.hear('other', (message) => heard.push(message))
  await hub.tell('room', { a: 1 })
  stop()
  await hub.tell('room', { a: 2 })
  await hub.publish('room', n(1))
  expect(heard).toEqual([{ a: 1 }])
  expect(await until('"n":1')).not.toContain('"a"')
})

test('hubs on one bus hear each other, in one order', async () => {
  const bus = memoryBus()
  const other = createHub({ bus })
  const { live, hub } = await serveLive({ hub: { bus } })
  const { until } = await live('/live/room?user=ann')
  for (let i = 0; i < 6; i++) await (i % 2 ? hub : other).publish('room', n(i))
  expect(numbersIn(await until('"n":5'))).toEqual([0, 1, 2, 3, 4, 5])
  await other.disconnect({ user: 'ann' })
  expect(await until('retry: ')).toBeTruthy()
})

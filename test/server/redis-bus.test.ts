import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { type HubOptions, redisBus, signal } from '../../server/index.js'
import { lastId, numbersIn, serveLive } from './lives.js'
import { type Redis, startRedis } from './stores.js'

vi.setConfig({ testTimeout: 30_000 })

let redis: Redis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())
afterEach(async () => {
  await (await redis.connect()).sendCommand(['FLUSHALL'])
})

const n = (n: number) => signal('n', n)

/** What a process would be: a hub of its own on the same Redis. */
async function processOf(options: HubOptions & { bus?: never; entries?: number } = {}) {
  const { entries = 10_000, ...hub } = options
  // what a test does to Redis is no news
  const bus = redisBus(await redis.connect(), { entries })
  return serveLive({ hub: { bus, onError: () => {}, ...hub } })
}

test('all processes send all that is published, in one order, each once', async () => {
  const [one, other] = [await processOf(), await processOf()]
  const streams = [await one.live(), await one.live(), await other.live()]
  for (let i = 0; i < 50; i++) void (i % 3 ? one : other).hub.publish('room', n(i))
  const texts = await Promise.all(streams.map(({ until }) => until('"n":48').then(() => until('"n":49'))))
  const [first = [], ...others] = texts.map(numbersIn)
  expect([...first].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
  for (const each of others) expect(each).toEqual(first)
  // and in that of each publisher
  expect(first.filter((i) => i % 3)).toEqual(first.filter((i) => i % 3).sort((a, b) => a - b))
})

test('a page that comes to another process gets what it missed, each once', async () => {
  const one = await processOf()
  const stream = await one.live()
  await one.hub.publish('room', n(1))
  const last = lastId(await stream.until('"n":1').then(() => stream.until('.1\n\n')))
  stream.leave()
  for (const i of [2, 3]) await one.hub.publish('room', n(i))
  // this one was not there when it was published
  const other = await processOf()
  const moved = await other.live('/live/room', { 'Last-Event-ID': last })
  await one.hub.publish('room', n(4))
  expect(numbersIn(await moved.until('"n":4'))).toEqual([2, 3, 4])
})

test('what the log has no more is a gap', async () => {
  const one = await processOf({ entries: 1 })
  const { cursor } = await one.live()
  // Redis trims whole nodes, of 100 entries
  for (let i = 0; i < 300; i++) await one.hub.publish('room', n(i))
  const other = await processOf()
  const { until } = await other.live('/live/room', { 'Last-Event-ID': cursor })
  expect(numbersIn(await until('event: gap'))).toEqual([])
})

test('a lost connection to Redis loses nothing', async () => {
  const [one, other] = [await processOf(), await processOf()]
  const { until } = await one.live()
  const admin = await redis.connect()
  for (let i = 0; i < 40; i++) {
    if (i % 10 === 5) await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'])
    // what was on its way may or may not have come: it is said again under another number
    await other.hub.publish('room', n(i)).catch(() => other.hub.publish('room', n(1000 + i)))
  }
  const text = await until('"n":39')
  const numbers = numbersIn(text).map((each) => each % 1000)
  expect([...new Set(numbers)]).toEqual(Array.from({ length: 40 }, (_, i) => i))
  expect(text).not.toContain('event: gap')
})

test('a Redis that has lost its memory is a gap, and then it goes on', async () => {
  const own = await startRedis()
  onTestFinished(() => own.stop())
  const bus = redisBus(await own.connect())
  const served = await serveLive({ hub: { bus, onError: () => {} } })
  const stream = await served.live()
  await served.hub.publish('room', n(1))
  const last = lastId(await stream.until('"n":1').then(() => stream.until('.1\n\n')))
  await own.kill()
  await own.start()
  await stream.until('event: gap')
  await served.hub.publish('room', n(2))
  expect(numbersIn(await stream.until('"n":2'))).toEqual([1, 2])
  const back = await served.live('/live/room', { 'Last-Event-ID': last })
  expect(await back.until('event: gap')).toBeTruthy()
})

test('while Redis is away, streams stay open, which is told once, and publishing fails', async () => {
  const own = await startRedis()
  onTestFinished(() => own.stop())
  const told: string[] = []
  const bus = redisBus(await own.connect())
  const { live, hub } = await serveLive({ hub: { bus, onError: ({ message }) => told.push(message) } })
  const { until } = await live('/live/room?user=ann')
  await own.kill()
  await expect.poll(() => told.length).toBe(1)
  const { cursor } = await live()
  expect(cursor).not.toBe('')
  await expect(hub.publish('room', n(1))).rejects.toThrow('a message was not published, or may be')
  expect(told.length).toBe(2)
  const leaving = hub.disconnect({ user: 'ann' })
  leaving.catch(() => {})
  expect(await until('retry: ')).toBeTruthy()
})

test('one that has gone back to an older state is a gap', async () => {
  const { live, hub } = await processOf()
  const { until } = await live()
  for (const i of [1, 2, 3]) await hub.publish('room', n(i))
  await until('"n":3')
  const admin = await redis.connect()
  await admin.sendCommand(['HSET', 'hyper:log:state', 'n', '1'])
  await hub.publish('room', n(4))
  await until('event: gap')
  await hub.publish('room', n(5))
  expect(numbersIn(await until('"n":5')).slice(0, 3)).toEqual([1, 2, 3])
})

test('to a user, and a logout, reach all processes', async () => {
  const [one, other] = [await processOf(), await processOf()]
  const { until, rest } = await other.live('/live/room?user=ann')
  await one.hub.to({ user: 'ann' }).publish(n(1))
  await until('"n":1')
  await one.hub.disconnect({ user: 'ann' })
  expect(await rest()).toContain('retry: ')
})

test('messages reach those who hear them in all processes', async () => {
  const [one, other] = [await processOf(), await processOf()]
  const heard: unknown[] = []
  await other.live()
  other.hub.hear('room', (message) => heard.push(message))
  await one.hub.tell('room', { text: 'ü\n\u2028' })
  await expect.poll(() => heard).toEqual([{ text: 'ü\n\u2028' }])
})

test('without Redis, publishing fails and opening is 503', async () => {
  const never = () => new Promise<never>(() => {})
  const connection = { on() {}, connect: never, destroy() {}, subscribe: never, unsubscribe: never }
  const broken = {
    sendCommand: () => Promise.reject(new Error('closed')),
    duplicate: () => ({ ...connection, sendCommand: never }),
  }
  const { live, hub } = await serveLive({ hub: { bus: redisBus(broken), onError: () => {} } })
  await expect(hub.publish('room', n(1))).rejects.toThrow('closed')
  expect(hub.cursor()).toBe('')
  expect((await live()).response.status).toBe(503)
})

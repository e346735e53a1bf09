import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { action, redisStore, signal } from '../../server/index.js'
import { sending } from './sending.js'
import { type CallOptions, gate, reading, serve } from './serve.js'
import { type Redis, startRedis } from './stores.js'

// a process of its own takes its time to start, where others are busy
vi.setConfig({ testTimeout: 30_000 })

let redis: Redis
const folder = mkdtempSync(join(tmpdir(), 'hyper-killed-'))

beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => {
  redis.stop()
  rmSync(folder, { recursive: true })
})

const processOf = async (go: ReturnType<typeof action>, options = {}) =>
  serve({
    hyper: { idempotency: { store: redisStore(await redis.connect(), options) } },
    actions: { go, silent: go, again: go },
  })

test('a retry that another process gets joins the call in the first one', async () => {
  const more = gate()
  let ran = 0
  const go = action(async function* () {
    yield signal('ran', ++ran)
    await more.passed
    yield signal('step', 2)
  })
  const [one, other] = [await processOf(go), await processOf(go)]
  const send = sending()
  const first = reading(await one.open('/', send()))
  await first.until('"ran":1')
  const second = reading(await other.open('/', send(2)))
  await second.until('"ran":1')
  more.open()
  expect(await second.rest()).toContain('event: end')
  expect((await other.call('/', send(3))).text).toBe((await one.call('/', send(4))).text)
  expect(ran).toBe(1)
})

/** Another process, that runs a call until it is killed in the middle; what it did is a line in a file. */
async function killIn(name: string, file: string) {
  const child = fork(new URL('apps/killed.ts', import.meta.url), [redis.path, file], {
    execArgv: ['--import', 'tsx'],
    stdio: 'inherit',
  })
  const [port] = (await once(child, 'message')) as [number]
  const ended = once(child, 'exit')
  const send = sending({ action: name })
  const { headers } = send()
  const response = await fetch(`http://localhost:${port}/`, {
    method: 'POST',
    headers: { ...headers, 'Hyper-Action': name, Accept: 'text/event-stream' },
  }).catch(() => undefined)
  if (response) {
    await reading(response).until('"step":1')
    const client = await redis.connect()
    const texts = ['LLEN', `hyper:call:${headers['Hyper-Call']}:texts`]
    await expect.poll(() => client.sendCommand(texts)).toBe(2)
  }
  child.kill('SIGKILL')
  await ended
  return send
}

/** The other process was asked at another host, which is no part of the call. */
const retry = (send: (attempt: number, more?: CallOptions) => CallOptions) => send(2)

test('a process that is killed in the middle: the call is not run again, and nobody knows what became of it', async () => {
  const file = join(folder, 'silent')
  const other = await processOf(action(() => signal('ran', 'again')))
  const send = await killIn('silent', file)
  const { status, events } = await other.call('/', retry(send))
  expect([status, events]).toEqual([
    409,
    [
      {
        kind: 'error',
        data: { status: 409, id: expect.any(String), message: expect.stringContaining('gone'), reason: 'unknown' },
      },
    ],
  ])
  expect(readFileSync(file, 'utf8')).toBe('ran\n')
})

test('killed in the middle of a stream: what it had sent is answered, and then that nobody knows', async () => {
  const file = join(folder, 'stream')
  const other = await processOf(action(() => signal('ran', 'again')))
  const send = await killIn('go', file)
  const { status, events } = await other.call('/', retry(send))
  expect(status).toBe(200)
  expect(events).toMatchObject([
    { kind: 'signals', data: { values: { step: 1 } } },
    { kind: 'error', data: { status: 409, reason: 'unknown' } },
  ])
})

test('killed in the middle: a handler that knows by itself what it has done runs again', async () => {
  const file = join(folder, 'again')
  const other = await processOf(
    action({ idempotent: true }, (ctx) => signal('done', [readFileSync(file, 'utf8'), ctx.hyper.call])),
  )
  const send = await killIn('again', file)
  // until its lease has run out, it may be alive
  await expect
    .poll(async () => (await other.call('/', retry(send))).events[0], { timeout: 20_000 })
    .toEqual({ kind: 'signals', data: { values: { done: ['ran\n', send().headers['Hyper-Call']] } } })
})

test('without Redis nothing runs', async () => {
  let ran = 0
  const store = redisStore({ sendCommand: async () => Promise.reject(new Error('The socket is closed')) })
  const { call, failures } = await serve({
    hyper: { idempotency: { store } },
    actions: { go: action(() => void ran++) },
  })
  const { status, headers, text } = await call('/', sending()())
  expect([status, headers.get('Retry-After')]).toEqual([503, '1'])
  expect(text).not.toContain('socket')
  expect(failures()[0]?.message).toContain('The socket is closed')
  expect(ran).toBe(0)
})

test('a call whose beginning was lost on its way back may come again, to any process', async () => {
  const client = await redis.connect()
  let isLost = true
  const sendCommand = async (command: string[]) => {
    const reply = await client.sendCommand(command)
    if (!isLost || !command.includes('NX')) return reply
    isLost = false
    throw new Error('Socket closed unexpectedly')
  }
  const store = redisStore({ sendCommand })
  await expect(store.begin('lost', 'print', 5000)).rejects.toThrow('Socket')
  const other = redisStore(await redis.connect())
  expect(await other.begin('lost', 'print', 5000)).toBe('new')
  for (const each of [store, other]) await each.close?.()
})

test('a call of its own that it has given up is not waited for', async () => {
  const client = await redis.connect()
  const isAway = (command: string[]) => command[0] === 'RPUSH'
  const sendCommand = async (command: string[]) => {
    if (isAway(command)) throw new Error('Socket closed unexpectedly')
    return client.sendCommand(command)
  }
  const store = redisStore({ sendCommand })
  expect(await store.begin('given-up', 'print', 5000)).toBe('new')
  expect(await store.begin('given-up', 'print', 5000)).toBe('running')
  await expect(store.append('given-up', ['{}', ''], 5000)).rejects.toThrow('Socket')
  expect(await store.begin('given-up', 'print', 5000)).toBe('lost')
  expect(await store.read('given-up', 0, AbortSignal.timeout(5000))).toEqual([])
  await store.close?.()
})

test('a call that runs is remembered longer than its time', async () => {
  const store = redisStore(await redis.connect(), { lease: 400 })
  await store.begin('long', 'print', 500)
  const began = performance.now()
  await expect.poll(() => performance.now() - began).toBeGreaterThan(1500)
  expect(await store.begin('long', 'print', 500)).toBe('running')
  await store.close?.()
})

test('a retry of a call that came before Redis lost its memory is not run', async () => {
  const own = await startRedis()
  try {
    let ran = 0
    const store = redisStore(await own.connect())
    const { call, failures } = await serve({
      hyper: { idempotency: { store } },
      actions: { go: action(() => signal('ran', ++ran)) },
    })
    const send = sending()
    const sent = Date.now()
    const again = () => send(2, { headers: { 'Hyper-Age': `${Date.now() - sent}` } })
    await call('/', send())
    expect((await call('/', again())).text).toContain('"ran":1')
    await own.kill()
    await own.start()
    await expect.poll(async () => (await call('/', again())).status).toBe(409)
    expect((await call('/', again())).events).toMatchObject([{ kind: 'error', data: { reason: 'unknown' } }])
    expect(ran).toBe(1)
    // what was first sent since then runs
    const next = sending()
    expect((await call('/', next(2, { headers: { 'Hyper-Age': '0' } }))).text).toContain('"ran":2')
    // its answer is kept by now, before Redis goes
    expect((await call('/', next(3, { headers: { 'Hyper-Age': '0' } }))).text).toContain('"ran":2')
    failures()
  } finally {
    own.stop()
  }
})

test('keys begin with a prefix, and expire', async () => {
  const client = await redis.connect()
  const store = redisStore(client, { prefix: 'shop:' })
  expect(await store.begin('a', 'print', 5000)).toBe('new')
  await store.append('a', ['{}', ''], 5000)
  const keys = (await client.sendCommand(['KEYS', 'shop:*'])) as string[]
  expect(keys.length).toBeGreaterThan(2)
  for (const key of keys) expect(await client.sendCommand(['PTTL', key])).toBeGreaterThan(0)
  await store.close?.()
})

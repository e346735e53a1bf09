import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { createBrotliDecompress } from 'node:zlib'
import type Koa from 'koa'
import compress from 'koa-compress'
import { expect, test } from 'vitest'
import { type Action, action, elements, signal } from '../../server/index.js'
import { sending } from './sending.js'
import { type AppOptions, decode, gate, type Served, serve } from './serve.js'

/** A table of some 40 kB, of which little changes from one time to the next. */
function createTable(): (step: number) => string {
  const words = ['amber', 'birch', 'cedar', 'dune', 'ember', 'fjord', 'grove', 'heath']
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31
    return seed % below
  }
  const rows = Array.from({ length: 480 }, (_, id) => `${words[random(8)]} ${random(1e6)}</td><td>${random(1000)}${id}`)
  return (step) => {
    rows[random(480)] = `changed in step ${step}</td><td>${random(1000)}`
    const cells = rows.map((row, id) => `<tr id="row-${id}" class="row"><td>${id}</td><td>${row}</td></tr>`)
    return `<table id="table"><tbody>${cells.join('')}</tbody></table>`
  }
}

/** The bytes of an answer as they come over the wire, not decoded. */
async function openRaw({ port }: Served, headers: Record<string, string> = {}, action = 'go') {
  const sent = request({
    port,
    method: 'POST',
    headers: { 'Hyper-Call': 'c', 'Hyper-Action': action, 'Accept-Encoding': 'gzip, deflate, br, zstd', ...headers },
  })
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const decoder = createBrotliDecompress()
  const isEncoded = response.headers['content-encoding'] === 'br'
  const seen = { bytes: 0, text: '', isEnded: false }
  decoder.on('data', (chunk) => {
    seen.text += chunk
  })
  response.on('data', (chunk: Buffer) => {
    seen.bytes += chunk.length
    if (isEncoded) decoder.write(chunk)
    else seen.text += chunk
  })
  response.on('end', () => {
    if (isEncoded) decoder.end(() => Object.assign(seen, { isEnded: true }))
    else seen.isEnded = true
  })
  return { headers: response.headers, seen, leave: () => sent.destroy() }
}

const big = `<p>${'markup '.repeat(300)}</p>`
const stream = (first: string, compress?: boolean): Action =>
  action(async function* (ctx) {
    if (compress !== undefined) (ctx as { compress?: boolean }).compress = compress
    yield elements(first)
    await new Promise(setImmediate)
    yield elements(big)
  })

test('a table that is rendered again costs less than 200 bytes, and no event waits for the next', async () => {
  const table = createTable()
  let next = gate()
  const served = await serve({
    actions: {
      go: action(async function* () {
        for (let step = 0; step < 10; step++) {
          yield elements(table(step))
          await next.passed
          next = gate()
        }
      }),
    },
  })
  const { headers, seen } = await openRaw(served)
  expect(headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    vary: 'Hyper-Action, Hyper-Call, Accept, Accept-Encoding',
  })
  const costs: number[] = []
  for (let step = 0; step < 10; step++) {
    const before = seen.bytes
    await expect.poll(() => decode(seen.text).length).toBe(step + 1)
    costs.push(seen.bytes - before)
    next.open()
  }
  await expect.poll(() => seen.isEnded).toBe(true)
  expect(decode(seen.text).map(({ kind }) => kind)).toEqual([...Array(10).fill('elements'), 'end'])
  expect(seen.text.length).toBeGreaterThan(10 * 30_000)
  const [first = 0, ...others] = costs
  expect(first).toBeLessThan(15_000)
  expect(Math.max(...others)).toBeLessThan(200)
})

test.each<[string, Action, Record<string, string>, AppOptions, string | undefined]>([
  ['begins large', stream(big), {}, {}, 'br'],
  ['begins small', stream('<p>'), {}, {}, undefined],
  ['begins small, with ctx.compress', stream('<p>', true), {}, {}, 'br'],
  ['is told not to, by ctx.compress', stream(big, false), {}, {}, undefined],
  ['is of an application that does not', stream(big), {}, { hyper: { compress: false } }, undefined],
  ['is for a client without brotli', stream(big), { 'Accept-Encoding': 'gzip' }, {}, undefined],
  ['is for a client that would rather not', stream(big), { 'Accept-Encoding': 'identity, br;q=0.5' }, {}, undefined],
  ['is for a client that refuses it', stream(big), { 'Accept-Encoding': 'br;q=0' }, {}, undefined],
  ['is no stream', action(() => elements(big)), {}, {}, undefined],
])('an answer that %s', async (_what, go, sent, options, encoding) => {
  const { headers, seen } = await openRaw(await serve({ ...options, actions: { go } }), sent)
  expect(headers['content-encoding']).toBe(encoding)
  await expect.poll(() => seen.isEnded).toBe(true)
  expect(decode(seen.text).at(-1)).toEqual({ kind: 'end', data: {} })
  expect(seen.text).toContain(big)
})

const byKoa = (app: Koa) => void app.use(compress({ threshold: 0 }))

test.each([
  ['outside', { outside: byKoa }],
  ['inside', { inside: byKoa }],
] as const)(
  'koa-compress %s of hyper() leaves it alone, and compresses what is no stream of items',
  async (_where, where) => {
    const more = gate()
    const served = await serve({
      ...where,
      actions: {
        go: action(async function* () {
          yield elements(big)
          await more.passed
          yield signal('step', 2)
        }),
        json: action((ctx) => {
          ctx.body = { text: big }
        }),
      },
    })
    const { headers, seen } = await openRaw(served)
    expect(headers['content-encoding']).toBe('br')
    await expect.poll(() => seen.text).toContain(JSON.stringify(big))
    more.open()
    await expect.poll(() => seen.isEnded).toBe(true)
    expect(decode(seen.text).map(({ kind }) => kind)).toEqual(['elements', 'signals', 'end'])
    const json = await served.open('/', { action: 'json', headers: { 'Accept-Encoding': 'br' } })
    expect([json.headers.get('Content-Encoding'), await json.json()]).toEqual(['br', { text: big }])
  },
)

test('a body that koa-compress has compressed before it was kept can be read by a retry', async () => {
  let ran = 0
  const { open } = await serve({
    inside: byKoa,
    actions: {
      go: action((ctx) => {
        ran++
        ctx.body = { text: big }
      }),
    },
  })
  const send = sending({ headers: { 'Accept-Encoding': 'gzip' } })
  for (const attempt of [1, 2]) expect(await (await open('/', send(attempt))).json()).toEqual({ text: big })
  expect(ran).toBe(1)
})

test('heartbeats come through', async () => {
  const quiet = gate()
  const served = await serve({
    hyper: { heartbeat: 5 },
    actions: {
      go: action(async function* () {
        yield elements(big)
        await quiet.passed
      }),
    },
  })
  const { seen } = await openRaw(served)
  await expect.poll(() => seen.text).toContain('\n\n:\n\n:\n\n:\n\n')
  quiet.open()
  await expect.poll(() => seen.isEnded).toBe(true)
})

test('a replayed stream is compressed, too', async () => {
  const more = gate()
  const served = await serve({
    actions: {
      go: action(async function* () {
        yield elements(big)
        await more.passed
      }),
    },
  })
  const { headers } = sending()()
  const first = await openRaw(served, headers)
  await expect.poll(() => first.seen.text).toContain('markup')
  const second = await openRaw(served, headers)
  expect(second.headers['content-encoding']).toBe('br')
  more.open()
  for (const { seen } of [first, second]) await expect.poll(() => seen.isEnded).toBe(true)
  expect(second.seen.text).toContain(first.seen.text)
})

test('closing the server ends a compressed stream whole, without an end', async () => {
  const served = await serve({
    actions: {
      go: action({ method: ['GET', 'POST'], onDisconnect: 'abort' }, async function* (ctx) {
        yield elements(big)
        await once(ctx.hyper.abortSignal, 'abort')
      }),
    },
  })
  const { seen } = await openRaw(served)
  await expect.poll(() => seen.text).toContain('markup')
  await served.hyper.close()
  await expect.poll(() => seen.isEnded).toBe(true)
  expect(seen.text).toMatch(/\n\nretry: 1000\n\n$/)
})

test('leaving a compressed stream closes its generator', async () => {
  const closed = gate()
  const served = await serve({
    actions: {
      go: action({ onDisconnect: 'abort' }, async function* () {
        try {
          for (;;) {
            yield elements(big)
            await new Promise(setImmediate)
          }
        } finally {
          closed.open()
        }
      }),
    },
  })
  const { seen, leave } = await openRaw(served)
  await expect.poll(() => seen.text).toContain('markup')
  leave()
  await closed.passed
})

test('a reader that stops reading stops the generator', async () => {
  let pulled = 0
  const { connect } = await serve({
    actions: {
      go: action(async function* () {
        for (; pulled < 5000; pulled++) yield elements(`<p>${randomBytes(9000).toString('base64')}</p>`)
      }),
    },
  })
  const socket = connect()
  socket.pause()
  socket.write(
    'POST / HTTP/1.1\r\nHost: localhost\r\nHyper-Call: c\r\nHyper-Action: go\r\nAccept-Encoding: br\r\nContent-Length: 0\r\n\r\n',
  )
  let last = -1
  await expect
    .poll(
      () => {
        const isSame = pulled === last && pulled > 0
        last = pulled
        return isSame
      },
      { interval: 500, timeout: 20_000 },
    )
    .toBe(true)
  expect(pulled).toBeLessThan(4000)
}, 30_000)

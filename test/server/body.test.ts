import { once } from 'node:events'
import { connect, createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { bodyParser } from '@koa/bodyparser'
import Koa from 'koa'
import { expect, test } from 'vitest'
import { action, actions, hyper, type Limits, toast } from '../../server/index.js'
import { type AppOptions, gate, type Served, serve } from './serve.js'

interface Echo extends Served {
  seen: Record<string, unknown>[]
}

/** An application whose action keeps its input. */
async function echo(limits: Limits = {}, options: AppOptions = {}): Promise<Echo> {
  const seen: Record<string, unknown>[] = []
  const show = action({ limits }, (_ctx, data) => void seen.push(data))
  return { ...(await serve({ actions: { show }, ...options })), seen }
}

const head = (type: string, more: string) =>
  `POST / HTTP/1.1\r\nHost: localhost\r\nHyper-Call: c\r\nHyper-Action: show\r\nConnection: close\r\nContent-Type: ${type}\r\n${more}\r\n\r\n`

test('urlencoded fields are text, repeated names and name[] are arrays', async () => {
  const { call, seen } = await echo()
  const body = new URLSearchParams('name=J%C3%BCrgen+M&n=1&n=2&n=3&tag%5B%5D=x&deep%5Ba%5D=1&empty=&toString=t')
  await call('/', { action: 'show', body })
  expect(seen).toEqual([{ name: 'Jürgen M', n: ['1', '2', '3'], tag: ['x'], 'deep[a]': '1', empty: '', toString: 't' }])
})

test('multipart fields and files arrive beside each other', async () => {
  const { call, seen } = await echo()
  const body = new FormData()
  body.append('title', 'Größe 😀')
  body.append('photo', new File([new Uint8Array([0, 255, 10, 13])], 'ä/../b.png', { type: 'image/png' }))
  body.append('docs[]', new File(['one'], 'one.txt'))
  body.append('more', new File(['1'], '1.txt'))
  body.append('more', new File(['2'], '2.txt'))
  await call('/', { action: 'show', body })
  const [{ title, photo, docs, more }] = seen as [Record<string, File & File[]>]
  expect(title).toBe('Größe 😀')
  expect(photo).toBeInstanceOf(File)
  expect([photo?.name, photo?.type, photo?.size]).toEqual(['b.png', 'image/png', 4])
  expect(new Uint8Array(await (photo as File).arrayBuffer())).toEqual(new Uint8Array([0, 255, 10, 13]))
  expect(await Promise.all((docs ?? []).map((file) => file.text()))).toEqual(['one'])
  expect(more?.map(({ name }) => name)).toEqual(['1.txt', '2.txt'])
})

test('an empty file field sends nothing', async () => {
  const { raw, seen } = await echo()
  const body =
    '--b\r\nContent-Disposition: form-data; name="photo"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--b--\r\n'
  await raw(head('multipart/form-data; boundary=b', `Content-Length: ${body.length}`) + body)
  expect(seen).toEqual([{}])
})

test('_data brings the types, and files take their places in it', async () => {
  const { call, seen } = await echo()
  const body = new FormData()
  body.append('_data', JSON.stringify({ n: 1, items: [{ qty: 2, photo: null }, null], 'a.b': true }))
  body.append('items.0.photo', new File(['p'], 'p.png'))
  body.append('items.1', new File(['i'], 'i.png'))
  body.append('cover', new File(['c'], 'c.png'))
  body.append('no.such.place', new File(['x'], 'x.png'))
  await call('/', { action: 'show', body })
  expect(seen).toEqual([
    {
      n: 1,
      items: [{ qty: 2, photo: expect.any(File) }, expect.any(File)],
      'a.b': true,
      cover: expect.any(File),
      'no.such.place': expect.any(File),
    },
  ])
})

test.each(['items.length', 'items.4294967294', 'items.1', 'items.-1', 'items.x', 'items.toString.x', 'items.'])(
  'a file at %s does not stretch the array',
  async (path) => {
    const { call, seen } = await echo()
    const body = new FormData()
    body.append('_data', '{"items":[null]}')
    body.append(path, new File(['x'], 'x'))
    expect((await call('/', { action: 'show', body })).status).toBe(204)
    expect(seen).toEqual([{ items: [null], [path]: expect.any(File) }])
  },
)

test('a body cut anywhere within a character is put together again', async () => {
  const { connect, seen } = await echo()
  const bodies: [string, string][] = [
    ['application/json', '{"text":"é日😀"}'],
    ['application/x-www-form-urlencoded', 'text=é日😀'],
    ['multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\né日😀\r\n--b--\r\n'],
  ]
  for (const [type, text] of bodies) {
    const bytes = Buffer.from(text)
    const socket = connect()
    socket.setNoDelay(true)
    socket.resume()
    socket.write(head(type, `Content-Length: ${bytes.length}`))
    for (const byte of bytes) {
      await new Promise((resolve) => socket.write(Buffer.of(byte), resolve))
      await turn()
    }
    await once(socket, 'close')
  }
  expect(seen).toEqual([{ text: 'é日😀' }, { text: 'é日😀' }, { text: 'é日😀' }])
})

test('text in another shape than its type says is 400, with a clear text', async () => {
  const { call, seen } = await echo()
  for (const text of ['{"a":', 'a=1', '"text"', '7', '{"a":1}x']) {
    const { status, events } = await call('/', {
      action: 'show',
      body: text,
      headers: { 'Content-Type': 'application/json' },
    })
    expect(status).toBe(400)
    expect(events).toMatchObject([
      { kind: 'error', data: { message: 'The body of POST / is not the application/json that it says it is' } },
    ])
  }
  const list = await call('/', { action: 'show', body: '[1]', headers: { 'Content-Type': 'application/json' } })
  expect(list.status).toBe(400)
  expect(list.events[0]?.data).toMatchObject({ message: 'The body of POST / is not an object of fields' })
  expect(seen).toEqual([])
})

const long = 'x'.repeat(200)
const bodies: [string, () => BodyInit, string | undefined][] = [
  ['JSON', () => JSON.stringify({ a: long }), 'application/json'],
  ['urlencoded', () => new URLSearchParams({ a: long }), undefined],
  ['multipart text', () => form(['a', long]), undefined],
  ['a multipart file', () => form(['a', new File([long], 'a')]), undefined],
]

test.each(bodies)('%s of more bytes than the limit is 413, and names the limit', async (_name, body, type) => {
  const { call, seen } = await echo({ bytes: 100 })
  const { status, events } = await call('/', {
    action: 'show',
    body: body(),
    ...(type && { headers: { 'Content-Type': type } }),
  })
  expect(status).toBe(413)
  expect(events[0]?.data).toMatchObject({
    message: 'The body of POST / has more than 100 bytes; limits.bytes of the action allows no more',
  })
  expect(seen).toEqual([])
})

test('one mebibyte is the limit unless hyper() says another', async () => {
  const usual = await echo()
  expect((await usual.call('/', { action: 'show', data: { a: 'x'.repeat(1024 * 1024 - 20) } })).status).toBe(204)
  expect((await usual.call('/', { action: 'show', data: { a: 'x'.repeat(1024 * 1024) } })).status).toBe(413)
  const { call } = await serve({ hyper: { limits: { bytes: 10 } }, actions: { go: action(() => {}) } })
  expect((await call('/', { action: 'go', data: { a: 'xxxxxxxxxx' } })).status).toBe(413)
})

test('a huge body is refused by its length, before it has arrived', async () => {
  const { raw } = await echo()
  expect(await raw(head('application/json', 'Content-Length: 99999999999'))).toMatch(/^HTTP\/1.1 413 /)
})

test('a huge body without a length is refused once the limit is passed', async () => {
  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b']) {
    const { connect } = await echo({ bytes: 1000 })
    const socket = connect()
    const answered = once(socket, 'data')
    socket.write(head(type, 'Transfer-Encoding: chunked'))
    socket.write('13\r\n--b\r\nContent-Dispos\r\n')
    for (let i = 0; i < 20; i++) socket.write(`64\r\n${'x'.repeat(100)}\r\n`)
    expect(String((await answered)[0])).toMatch(/^HTTP\/1.1 413 /)
    socket.destroy()
  }
})

test('a compressed body counts by what it unpacks to', async () => {
  const { call, seen } = await echo({ bytes: 10_000 })
  const send = (text: string) =>
    call('/', {
      action: 'show',
      body: new Uint8Array(gzipSync(text)),
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
    })
  expect((await send('{"a":1}')).status).toBe(204)
  expect((await send(JSON.stringify({ a: 'x'.repeat(1_000_000) }))).status).toBe(413)
  expect(seen).toEqual([{ a: 1 }])
})

test('a body that is no gzip though it says so is 400', async () => {
  const { call } = await echo()
  const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }
  expect((await call('/', { action: 'show', body: '{"a":1}', headers })).status).toBe(400)
})

test('an unknown content encoding is 400', async () => {
  const { call } = await echo()
  const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'none-such' }
  expect((await call('/', { action: 'show', body: '{"a":1}', headers })).status).toBe(400)
})

test.each(['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b'])(
  'a %s body that is cut off runs nothing, and is no error of the application',
  async (type) => {
    const arrived = gate()
    const { connect, seen, failures } = await echo(
      {},
      {
        inside: (app) =>
          void app.use(async (ctx, next) => {
            ctx.res.once('close', () => setImmediate(arrived.open))
            await next()
          }),
      },
    )
    const socket = connect()
    socket.write(head(type, 'Content-Length: 1000'))
    await new Promise((resolve) =>
      socket.write('--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\nabc', resolve),
    )
    await turn()
    socket.end()
    await arrived.passed
    expect(seen).toEqual([])
    expect(failures().filter(({ expose }) => !expose)).toEqual([])
  },
)

test.each(['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b'])(
  'a %s body whose client left before it was read runs nothing',
  async (type) => {
    const refused = gate<unknown>()
    const { connect, seen } = await echo(
      {},
      {
        inside: (app) =>
          void app.use(async (ctx, next) => {
            await new Promise((resolve) => ctx.req.once('close', resolve))
            await next().catch(refused.open)
          }),
      },
    )
    const socket = connect()
    await new Promise((resolve) => socket.write(head(type, 'Content-Length: 1000'), resolve))
    await turn()
    socket.destroy()
    expect(await refused.passed).toMatchObject({ status: 400 })
    expect(seen).toEqual([])
  },
)

test.each([
  ['no boundary', 'multipart/form-data', 'x'],
  ['an empty boundary', 'multipart/form-data; boundary=', 'x'],
  ['no part', 'multipart/form-data; boundary=b', 'x'],
  ['no last boundary', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nabc'],
  [
    'no last boundary after a file',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\nabc',
  ],
  [
    'a header that never ends',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\nX: ',
  ],
])('multipart with %s is 400', async (_name, type, body) => {
  const { raw, seen } = await echo()
  const received = await raw(head(type, `Content-Length: ${body.length}`) + body)
  expect(received).toMatch(/^HTTP\/1.1 400 /)
  expect(seen).toEqual([])
})

test('a multipart part without a name is left out', async () => {
  const { raw, seen } = await echo()
  const body = [
    '--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n',
    '--b\r\nContent-Disposition: form-data; filename="f"\r\n\r\nx\r\n',
    '--b\r\nX-Other: 1\r\n\r\nx\r\n',
    '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
  ].join('')
  const received = await raw(head('multipart/form-data; boundary=b', `Content-Length: ${body.length}`) + body)
  expect(received).toMatch(/^HTTP\/1.1 204 /)
  expect(seen).toEqual([{ a: '1' }])
})

test('more multipart fields than the limit are 413, and name the limit', async () => {
  const { call } = await echo({ fields: 3 })
  expect((await call('/', { action: 'show', body: form(['a', '1'], ['b', '2'], ['c', '3']) })).status).toBe(204)
  const { status, events } = await call('/', {
    action: 'show',
    body: form(['a', '1'], ['b', '2'], ['c', '3'], ['d', '4']),
  })
  expect(status).toBe(413)
  expect(events[0]?.data).toMatchObject({ message: expect.stringContaining('limits.fields of the action') })
  const files = ['a', 'b', 'c', 'd'].map((name): [string, File] => [name, new File(['x'], 'x')])
  expect((await call('/', { action: 'show', body: form(...files) })).status).toBe(413)
})

test.each([
  ['application/json', '{"a":"1"}', { 'hyper-call': 'c', 'hyper-action': 'show' }],
  ['application/x-www-form-urlencoded', 'a=1', { 'hyper-call': 'c', 'hyper-action': 'show' }],
  ['application/x-www-form-urlencoded', '_action=show&a=1', {}],
  [
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
    { 'hyper-call': 'c', 'hyper-action': 'show' },
  ],
])('HTTP/2 need not say how long a body is: %s, %j', async (type, body, headers) => {
  const seen: unknown[] = []
  const show = action((_ctx, data) => void seen.push(data))
  const app = new Koa().use(hyper()).use(actions({ show }))
  const server = createServer(app.callback()).listen(0)
  await once(server, 'listening')
  const client = connect(`http://localhost:${(server.address() as AddressInfo).port}`)
  const stream = client.request({ ':method': 'POST', ':path': '/', 'content-type': type, ...headers })
  stream.resume().end(body)
  await once(stream, 'close')
  client.close()
  server.close()
  expect(seen).toEqual([{ a: '1' }])
})

test('what the application has parsed already is used', async () => {
  const { call, seen } = await echo(
    {},
    {
      inside: (app) =>
        void app.use(bodyParser()).use((ctx, next) => {
          Object.assign(ctx.request.body as object, { touched: true })
          return next()
        }),
    },
  )
  await call('/', { action: 'show', data: { a: [1] } })
  await call('/', { action: 'show', body: new URLSearchParams('a=1&a=2') })
  expect(seen).toEqual([
    { a: [1], touched: true },
    { a: ['1', '2'], touched: true },
  ])
})

test('a parser of the application that leaves multipart alone leaves it to the action', async () => {
  const { call, seen } = await echo({}, { inside: (app) => void app.use(bodyParser()) })
  await call('/', { action: 'show', body: form(['a', '1']) })
  expect(seen).toEqual([{ a: '1' }])
})

test.each(['text/plain', 'application/octet-stream', 'text/xml'])(
  'a body of the type %s is 415, and runs nothing',
  async (type) => {
    const { call, seen } = await echo()
    const { status, events } = await call('/', { action: 'show', body: '{"a":1}', headers: { 'Content-Type': type } })
    expect(status).toBe(415)
    expect(events).toMatchObject([{ data: { message: `POST /: an action takes JSON or a form, not ${type}` } }])
    expect(seen).toEqual([])
  },
)

test('a body that the application read by itself is no data', async () => {
  const { call, seen } = await echo(
    {},
    {
      inside: (app) =>
        void app.use(async (ctx, next) => {
          await text(ctx.req)
          await next()
        }),
    },
  )
  expect((await call('/', { action: 'show', data: { a: 1 } })).status).toBe(204)
  expect(seen).toEqual([{}])
})

test('a page that renders itself finds the body under ctx.request.body', async () => {
  const { plain } = await serve({
    actions: { go: action(() => toast('x')) },
    inside: (app) =>
      void app.use(async (ctx, next) => {
        await next()
        ctx.body = ctx.request.body
      }),
  })
  const response = await plain('/', { method: 'POST', body: new URLSearchParams({ q: '1' }) })
  expect(await response.json()).toEqual({ q: '1' })
})

function form(...entries: [string, string | File][]): FormData {
  const data = new FormData()
  for (const [name, value] of entries) data.append(name, value)
  return data
}

import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { action, actions, errors, type FileSink, type FilesOptions, toast, Upload } from '../../server/index.js'
import { type AppOptions, gate, type Served, serve, stalled } from './serve.js'

const png = Buffer.from('\x89PNG\r\n\x1a\n and the rest', 'latin1')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uploads-'))
  vi.stubEnv('TMPDIR', folder)
})

afterEach(async () => {
  try {
    await expect.poll(() => readdirSync(folder)).toEqual([])
  } finally {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  }
})

interface Echo extends Served {
  seen: Record<string, unknown>[]
}

async function echo(files: FilesOptions, options: AppOptions & { bytes?: number } = {}): Promise<Echo> {
  const seen: Record<string, unknown>[] = []
  const limits = { bytes: options.bytes ?? 1000 }
  const show = action({ files, limits }, (_ctx, data) => void seen.push(data))
  return { ...(await serve({ actions: { show }, ...options })), seen }
}

function form(...entries: [string, string | File][]): FormData {
  const data = new FormData()
  for (const [name, value] of entries) data.append(name, value)
  return data
}

const stores: NonNullable<FilesOptions['store']>[] = ['memory', 'disk', ({ stream }) => text(stream)]

const file = (content: string | Buffer = png, name = 'a.png', type = 'image/png') =>
  new File([content as BlobPart], name, { type })

const head = (more = 'Transfer-Encoding: chunked', part = 'name="photo"; filename="a.txt"') =>
  `POST / HTTP/1.1\r\nHost: localhost\r\nHyper-Call: c\r\nHyper-Action: show\r\nContent-Type: multipart/form-data; boundary=b\r\n${more}\r\n\r\n` +
  (more.startsWith('Transfer') ? chunk(`--b\r\nContent-Disposition: form-data; ${part}\r\n\r\n`) : '')

const chunk = (content: string) => `${Buffer.byteLength(content).toString(16)}\r\n${content}\r\n`

/** A stream's bytes, of which the first have been read. */
const reading =
  (into: { bytes: number; error?: unknown; aborted?: boolean }): FileSink =>
  async ({ stream, abortSignal }) => {
    abortSignal.addEventListener('abort', () => {
      into.aborted = true
    })
    try {
      for await (const piece of stream) into.bytes += piece.length
    } catch (error) {
      into.error = error
      throw error
    }
    return into.bytes
  }

test('a file on disk has a path of its own, that only we can read, and is removed when the request is over', async () => {
  const seen: unknown[] = []
  const show = action(
    { files: { store: 'disk' }, input: z.object({ photo: z.instanceof(Upload) }) },
    (_ctx, { photo }) => {
      const { name, type, size, path } = photo
      seen.push({ name, type, size }, readFileSync(path), statSync(path).mode & 0o777, path.includes('kitten'))
    },
  )
  const { call } = await serve({ actions: { show } })
  expect(
    (await call('/', { action: 'show', body: form(['photo', file(png, '../kitten.png', 'text/html')]) })).status,
  ).toBe(204)
  expect(seen).toEqual([{ name: 'kitten.png', type: 'image/png', size: png.length }, png, 0o600, false])
})

test('a file that was moved stays', async () => {
  const target = join(mkdtempSync(join(folder, '..', 'kept-')), 'photo')
  const show = action({ files: { store: 'disk' } }, async (_ctx, { photo }) => {
    await (photo as Upload).moveTo(target)
    return toast((photo as Upload).path === target ? 'moved' : 'not')
  })
  const { call } = await serve({ actions: { show } })
  const { events } = await call('/', { action: 'show', body: form(['photo', file()]) })
  expect(events[0]?.data).toMatchObject({ message: 'moved' })
  await turn()
  expect(readFileSync(target)).toEqual(png)
  rmSync(join(target, '..'), { recursive: true })
})

test('a file stays while its handler streams, also after the client left', async () => {
  const goOn = gate()
  const found = gate<string>()
  const show = action({ files: { store: 'disk' } }, async function* (_ctx, { photo }) {
    yield toast('working')
    await goOn.passed
    found.open(readFileSync((photo as Upload).path, 'latin1'))
  })
  const { open } = await serve({ actions: { show } })
  const leave = new AbortController()
  const response = await open('/', { action: 'show', body: form(['photo', file()]), signal: leave.signal })
  await response.body?.getReader().read()
  leave.abort()
  for (let i = 0; i < 50; i++) await turn()
  goOn.open()
  expect(await found.passed).toBe(png.toString('latin1'))
})

test('a file on disk is removed when the handler throws', async () => {
  const show = action({ files: { store: 'disk' } }, (ctx) => ctx.throw(409, 'no'))
  const { call } = await serve({ actions: { show } })
  expect((await call('/', { action: 'show', body: form(['photo', file()]) })).status).toBe(409)
})

test('files in memory have limits of their own, and fields those of the body', async () => {
  const { call, seen } = await echo({ bytes: 5000 })
  const body = () => form(['title', 'x'.repeat(500)], ['photo', file('y'.repeat(5000), 'a.txt', 'text/plain')])
  expect((await call('/', { action: 'show', body: body() })).status).toBe(204)
  expect(seen).toEqual([{ title: 'x'.repeat(500), photo: expect.any(File) }])
  const long = body()
  long.append('more', 'x'.repeat(600))
  expect((await call('/', { action: 'show', body: long })).status).toBe(413)
})

test('a function takes files as they come, and what it returns stands for them', async () => {
  const given: unknown[] = []
  const { call, seen } = await echo({
    store: async ({ field, name, type, stream }, ctx) => {
      given.push([field, name, type, ctx.path])
      return { key: await text(stream) }
    },
  })
  const body = form(['docs[]', file('one', '1.txt', 'text/plain')], ['docs[]', file('two', '2.csv', 'text/csv')])
  body.append('_data', JSON.stringify({ items: [{ photo: null }] }))
  body.append('items.0.photo', file('three', '3', 'x/y'))
  await call('/', { action: 'show', body })
  expect(given).toEqual([
    ['docs[]', '1.txt', 'text/plain', '/'],
    ['docs[]', '2.csv', 'text/csv', '/'],
    ['items.0.photo', '3', 'x/y', '/'],
  ])
  expect(seen).toEqual([{ items: [{ photo: { key: 'three' } }], docs: [{ key: 'one' }, { key: 'two' }] }])
})

test('a function need not read all of a file, or any', async () => {
  const { call, seen } = await echo({
    bytes: 1_000_000,
    store: async ({ stream, field }) => {
      if (field === 'some') for await (const _piece of stream) break
      return field
    },
  })
  const big = () => file('x'.repeat(900_000), 'x', 'text/plain')
  const { status } = await call('/', { action: 'show', body: form(['none', big()], ['some', big()], ['after', '1']) })
  expect(status).toBe(204)
  expect(seen).toEqual([{ none: 'none', some: 'some', after: '1' }])
})

test('an empty file field brings nothing, and an empty file is one', async () => {
  for (const store of ['memory', 'disk', () => 'taken'] as const) {
    const { call, seen } = await echo({ store, count: 1 })
    const body = form(['none', file('', '', '')], ['empty', file('', 'a.txt', 'text/plain')])
    expect((await call('/', { action: 'show', body })).status).toBe(204)
    expect(Object.keys(seen[0] ?? {})).toEqual(['empty'])
  }
})

const images: FilesOptions = { types: ['image/*'] }
const refusals: [string, FilesOptions, [string, string | File][], number, Record<string, string[]>][] = [
  ['one that is too large', { bytes: 2048 }, [['photo', file('x'.repeat(2049))]], 413, { photo: ['Larger than 2 KB'] }],
  [
    'one too many',
    { count: 1 },
    [
      ['a', file()],
      ['photos[]', file()],
    ],
    413,
    { photos: ['Only one file'] },
  ],
  [
    'more than two',
    { count: 2 },
    [
      ['a', file()],
      ['b', file()],
      ['c', file()],
    ],
    413,
    { c: ['At most 2 files'] },
  ],
  ['any file where there are none', { count: 0 }, [['a', file()]], 413, { a: ['At most 0 files'] }],
  ['another type', images, [['photo', file('%PDF-1.7', 'a.pdf', 'application/pdf')]], 415, { photo: ['Only image/*'] }],
  [
    'a script that is called an image',
    images,
    [['photo', file('<script>', 'a.png')]],
    415,
    { photo: ['Only image/*'] },
  ],
  [
    'an SVG, which may hold scripts',
    images,
    [['photo', file('<svg>', 'a.svg', 'image/svg+xml')]],
    415,
    { photo: ['Only image/*'] },
  ],
  [
    'a program that is called a text',
    { types: ['text/csv'] },
    [['t', file('MZ\0\0', 'a.csv', 'text/csv')]],
    415,
    { t: ['Only text/csv'] },
  ],
  [
    'what a function refuses',
    { store: ({ field }) => errors({ [field]: 'Not ours' }) },
    [['photo', file()]],
    422,
    { photo: ['Not ours'] },
  ],
]

test.each(refusals)('refused with errors that name the field: %s', async (_title, options, entries, status, fields) => {
  for (const store of options.store ? [options.store] : stores) {
    const { call, seen } = await echo({ ...options, store }, { bytes: 10_000 })
    const answer = await call('/', { action: 'show', body: form(...entries) })
    expect(answer.status).toBe(status)
    expect(answer.events).toEqual([
      { kind: 'errors', data: { fields } },
      { kind: 'end', data: {} },
    ])
    expect(seen).toEqual([])
  }
})

test('what is allowed by a type', async () => {
  const { call } = await echo({
    types: ['image/*', 'image/svg+xml', 'text/*', 'application/vnd.oasis.opendocument.text'],
  })
  const allowed = [
    file(),
    file('GIF89a', 'a.txt', 'text/plain'),
    file('<svg>', 'a.svg', 'image/svg+xml'),
    file('a;b', 'a.csv', 'text/csv'),
    file('PK\x03\x04', 'a.odt', 'application/vnd.oasis.opendocument.text'),
  ]
  for (const each of allowed) {
    expect([each.name, (await call('/', { action: 'show', body: form(['f', each]) })).status]).toEqual([each.name, 204])
  }
})

test('invalid may say more about a refused file', async () => {
  const show = action(
    { files: { types: ['image/*'] }, invalid: (_ctx, fields) => toast(Object.keys(fields).join()) },
    () => {},
  )
  const { call } = await serve({ actions: { show } })
  const { status, events } = await call('/', { action: 'show', body: form(['photo', file('x')]) })
  expect([status, events[1]]).toMatchObject([415, { kind: 'toast', data: { message: 'photo' } }])
})

test('a function’s own error is the answer', async () => {
  const { call, failures } = await echo({
    store: ({ field }, ctx) => {
      if (field === 'full') ctx.throw(507, 'Full', { expose: true })
      throw new Error('secret')
    },
  })
  const full = await call('/', { action: 'show', body: form(['full', file()]) })
  expect([full.status, full.events[0]?.data]).toMatchObject([507, { message: 'Full' }])
  expect((await call('/', { action: 'show', body: form(['other', file()]) })).status).toBe(500)
  expect(failures().length).toBe(2)
})

test('fetch sees the answer to an upload that was refused at its first bytes', async () => {
  const { call } = await echo({ types: ['image/*'], bytes: 30_000_000, store: 'disk' })
  const big = file('x'.repeat(20_000_000))
  for (let i = 0; i < 3; i++) {
    const { status, events } = await call('/', { action: 'show', body: form(['photo', big]) })
    expect([status, events[0]?.data]).toEqual([415, { fields: { photo: ['Only image/*'] } }])
  }
})

test('an upload that is too large by its length is refused before it has come', async () => {
  const { connect } = await echo({ bytes: 1000, store: 'disk' })
  const socket = connect()
  socket.write(
    `${head('Content-Length: 99999999999')}--b\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n${'x'.repeat(600)}`,
  )
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 413 .*"photo":\["Larger than 1 KB"\]/s)
  socket.destroy()
})

test('of a refused upload no more is read than a bound, and then the connection is closed', async () => {
  let read = () => 0
  const { connect } = await echo(
    { bytes: 100_000, store: 'disk' },
    {
      inside: (app) =>
        void app.use((ctx, next) => {
          const { socket } = ctx.req
          read = () => socket.bytesRead
          return next()
        }),
    },
  )
  const socket = connect()
  let answer = ''
  socket.on('data', (piece) => {
    answer += piece
  })
  socket.write(head())
  const piece = chunk('x'.repeat(1_000_000))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  let sent = 0
  for (; !socket.closed && sent < 100; sent++) {
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain').catch(() => {}), closed])
  }
  expect(answer).toMatch(/^HTTP\/1.1 413 .*"photo":\["Larger than 97.7 KB"\]/s)
  expect(sent).toBeLessThan(100)
  expect(read()).toBeLessThan(34 * 2 ** 20)
})

test('a client that leaves in the middle of a file stops what takes it, and nothing runs', async () => {
  for (const leaveBy of ['destroy', 'end'] as const) {
    const into: { bytes: number; error?: unknown; aborted?: boolean } = { bytes: 0 }
    const { connect, seen } = await echo({ store: reading(into) })
    const socket = connect()
    socket.write(head() + chunk('x'.repeat(600)))
    await expect.poll(() => into.bytes).toBe(600)
    socket[leaveBy]()
    await expect.poll(() => into.error).toBeInstanceOf(Error)
    expect(into.aborted).toBe(true)
    expect(seen).toEqual([])
  }
})

test('a function that is not reading is told by its signal, and its stream’s failure ends nothing else', async () => {
  const aborted = gate()
  const started = gate()
  const { connect } = await echo({
    store: async ({ abortSignal }) => {
      started.open()
      await once(abortSignal, 'abort')
      aborted.open()
    },
  })
  const socket = connect()
  socket.write(head() + chunk('x'.repeat(600)))
  await started.passed
  socket.destroy()
  await aborted.passed
})

test('a client that leaves in the middle of a file leaves nothing on disk', async () => {
  const { connect, seen } = await echo({ store: 'disk' })
  const socket = connect()
  socket.write(head() + chunk('x'.repeat(600)))
  await expect.poll(() => readdirSync(folder).length).toBe(1)
  socket.destroy()
  await expect.poll(() => readdirSync(folder).length).toBe(0)
  expect(seen).toEqual([])
})

test('a function that reads slowly holds the client up', async () => {
  const goOn = gate()
  const { connect, seen } = await echo({
    bytes: 100_000_000,
    store: async ({ stream }) => {
      await goOn.passed
      let bytes = 0
      for await (const piece of stream) bytes += piece.length
      return bytes
    },
  })
  const socket = connect()
  let sent = 0
  socket.write(head())
  const pump = async () => {
    for (let i = 0; i < 60; i++) {
      if (!socket.write(chunk('x'.repeat(1_000_000)))) await once(socket, 'drain')
      sent++
    }
    socket.write(`${chunk('\r\n--b--\r\n')}0\r\n\r\n`)
  }
  const pumped = pump()
  await stalled(() => sent)
  expect(sent).toBeLessThan(30)
  goOn.open()
  await pumped
  await expect.poll(() => seen).toEqual([{ photo: 60_000_000 }])
})

test('without JavaScript the files reach the action that the button names after them', async () => {
  for (const store of stores) {
    const { plain, seen } = await echo({ store, types: ['image/*'], bytes: 5000 }, { bytes: 300 })
    const body = () =>
      form(['photos[]', file(Buffer.concat([png, Buffer.alloc(900)]))], ['none', file('', '', '')], ['_action', 'show'])
    expect((await plain('/', { method: 'POST', body: body() })).status).toBe(303)
    expect(seen).toEqual([{ photos: [expect.anything()] }])
    if (store === 'disk') expect((seen[0] as { photos: Upload[] }).photos[0]?.type).toBe('image/png')
  }
})

test('without JavaScript a refused file lets the page render its form again', async () => {
  const { plain, seen } = await echo(
    { types: ['image/*'], store: 'disk' },
    {
      inside: (app) =>
        void app.use(async (ctx, next) => {
          await next()
          ctx.body = { errors: ctx.hyper.errors, title: ctx.hyper.values['title'] }
        }),
    },
  )
  const body = form(['title', 't'], ['photo', file('x')], ['_action', 'show'])
  const response = await plain('/', { method: 'POST', body })
  expect(response.status).toBe(422)
  expect(await response.json()).toEqual({ errors: { photo: ['Only image/*'] }, title: 't' })
  expect(seen).toEqual([])
})

test.each<[string, FilesOptions, [string, File][], string]>([
  ['is too large', { bytes: 1024 }, [['photo', file('x'.repeat(1025))]], 'Larger than 1 KB'],
  [
    'is one too many',
    { count: 1 },
    [
      ['photo', file()],
      ['photo', file()],
    ],
    'Only one file',
  ],
])(
  'without JavaScript a file that %s lets the page render its form again, too',
  async (_title, files, sent, message) => {
    for (const store of stores) {
      const { plain, seen } = await echo(
        { ...files, store },
        {
          inside: (app) =>
            void app.use(async (ctx, next) => {
              await next()
              ctx.body = { errors: ctx.hyper.errors, title: ctx.hyper.values['title'] }
            }),
        },
      )
      const body = form(['title', 't'], ...sent, ['_action', 'show'])
      const response = await plain('/', { method: 'POST', body })
      expect(response.status).toBe(422)
      expect(await response.json()).toEqual({ errors: { photo: [message] }, title: 't' })
      expect(seen).toEqual([])
    }
  },
)

test('without JavaScript a refused form runs no action of the tables behind', async () => {
  const seen: unknown[] = []
  const show = (files?: FilesOptions) => action(files ? { files } : {}, (_ctx, data) => void seen.push(data))
  const { plain } = await serve({
    inside: (app) =>
      void app
        .use(actions({ show: show({ bytes: 1024 }) }))
        .use(actions({ show: show(), more: show() }))
        .use((ctx) => {
          ctx.body = ctx.hyper.errors
        }),
  })
  const body = form(['_action', 'show'], ['photo', file('x'.repeat(2000))])
  const response = await plain('/', { method: 'POST', body })
  expect([response.status, await response.json()]).toEqual([422, { photo: ['Larger than 1 KB'] }])
  expect(seen).toEqual([])
})

test('without JavaScript an action that says nothing about files has them in memory, as part of its body', async () => {
  const seen: unknown[] = []
  const other = action({ limits: { bytes: 500 } }, (_ctx, data) => void seen.push(data))
  const { plain } = await serve({
    actions: { other, disk: action({ files: { store: 'disk', bytes: 5000 } }, () => {}) },
  })
  const send = (size: number) =>
    plain('/', { method: 'POST', body: form(['a', file('x'.repeat(size), 'a', 'text/plain')], ['_action', 'other']) })
  expect((await send(400)).status).toBe(303)
  expect((await send(600)).status).toBe(413)
  expect(seen).toEqual([{ a: expect.any(File) }])
})

test('without JavaScript an action’s files are looked at also if another table has read the form before', async () => {
  const refused: [FilesOptions, [string, string | File][], number, string][] = [
    [{ types: ['image/*'] }, [['photo', file('<svg>', 'a.svg', 'image/svg+xml')]], 422, 'Only image/*'],
    [
      { count: 1 },
      [
        ['photo', file()],
        ['photo', file()],
      ],
      422,
      'Only one file',
    ],
    [{ bytes: 1024 }, [['photo', file('x'.repeat(1025))]], 422, 'Larger than 1 KB'],
  ]
  for (const store of stores) {
    const seen: Record<string, unknown>[] = []
    const open = (files: FilesOptions) =>
      serve({
        inside: (app) =>
          void app
            .use(actions({ logout: action(() => {}) }))
            .use(actions({ show: action({ files: { ...files, store } }, (_ctx, data) => void seen.push(data)) }))
            .use((ctx) => {
              ctx.body = ctx.hyper.errors
            }),
      })
    for (const [files, entries, status, message] of refused) {
      const { plain } = await open(files)
      const response = await plain('/', { method: 'POST', body: form(...entries, ['_action', 'show']) })
      expect([response.status, await response.json()]).toEqual([status, { photo: [message] }])
    }
    expect(seen).toEqual([])
    const { plain } = await open({ types: ['image/*'] })
    await plain('/', { method: 'POST', body: form(['photo', file()], ['_action', 'show']) })
    expect(seen).toEqual([{ photo: store === 'disk' ? expect.any(Upload) : expect.anything() }])
  }
})

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\a\\b.png', 'b.png'],
  ['.htaccess', 'htaccess'],
  ['..', 'file'],
  ['a\u202egnp.exe', 'agnp.exe'],
  ['a<b>:c|d?.txt', 'abcd.txt'],
  ['cafe\u0301.png', 'café.png'],
  [`${'x'.repeat(300)}.png`, `${'x'.repeat(96)}.png`],
  ['日本 😀.png', '日本 😀.png'],
])('the name %s becomes %s', async (name, expected) => {
  const { call, seen } = await echo({})
  await call('/', { action: 'show', body: form(['photo', file(png, name)]) })
  expect((seen[0] as { photo: File }).photo.name).toBe(expected)
})

test.each([
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
  ['\0\0\0\x1cftypavif', 'image/avif'],
  ['\0\0\0\x1cftypheic', 'image/heic'],
  ['%PDF-1.7', 'application/pdf'],
  ['PK\x03\x04', 'application/zip'],
  ['\x1f\x8b\x08\0', 'application/gzip'],
  ['\0\0\0\x18ftypisom', 'video/mp4'],
  ['\x1aE\xdf\xa3', 'video/webm'],
  ['ID3\x04', 'audio/mpeg'],
  ['OggS\0', 'audio/ogg'],
])('a file that begins with %j is of the type %s', async (start, type) => {
  const { call, seen } = await echo({})
  await call('/', { action: 'show', body: form(['photo', file(Buffer.from(start, 'latin1'), 'a', 'text/plain')]) })
  expect((seen[0] as { photo: File }).photo.type).toBe(type)
})

test.each([
  [{ types: ['png'] }, 'action(): files.types has "png"; write it as image/png or image/*'],
  [{ count: -1 }, 'action(): files.count is -1; give a number'],
  [{ bytes: Number.NaN }, 'action(): files.bytes is NaN; give a number'],
])('%j is a TypeError at start-up', (files, message) => {
  expect(() => action({ files }, () => {})).toThrow(new TypeError(message))
})

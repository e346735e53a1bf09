import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { action, type Limits } from '../../server/index.js'
import { type CallOptions, type Served, serve } from './serve.js'

/** An application whose action answers with its input. */
function echo(limits?: Limits): Promise<Served> {
  const show = action(
    { method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], ...(limits && { limits }) },
    (_ctx, data) => ({
      data,
    }),
  )
  return serve({ actions: { show }, routes: (router) => router.all('/items/:id', show) })
}

async function inputOf(options: CallOptions, path = '/'): Promise<unknown> {
  const { call } = await echo()
  const { status, events } = await call(path, path.startsWith('/items') ? options : { action: 'show', ...options })
  expect(status).toBe(200)
  expect(events[0]).toMatchObject({ kind: 'signals' })
  const [{ data }] = events as unknown as [{ data: { values: { data: unknown } } }]
  return data.values.data
}

const data = {
  text: 'é 日本 😀 \u0000 \u2028 %41 + & =',
  number: -1.5e-7,
  truth: true,
  nothing: null,
  list: [1, 'b', [], {}],
  nested: { deep: { er: '' } },
  'a.b': 1,
}

test.each(['POST', 'PUT', 'PATCH', 'GET', 'DELETE'])('types and unicode survive a %s call', async (method) => {
  expect(await inputOf({ method, data })).toEqual(data)
})

test('no body is no data', async () => {
  expect(await inputOf({})).toEqual({})
  expect(await inputOf({ method: 'GET' })).toEqual({})
  expect(await inputOf({ method: 'DELETE' })).toEqual({})
  expect(await inputOf({ body: '', headers: { 'Content-Type': 'application/json' } })).toEqual({})
})

test('_data keeps the page’s own query out of the input', async () => {
  expect(await inputOf({ method: 'GET', data: { a: 1 } }, '/?utm_source=x&a=2')).toEqual({ a: 1 })
  const { call } = await serve({
    routes: (router) =>
      router.get(
        '/list',
        action((ctx, input) => ({ query: ctx.query, input })),
      ),
  })
  const { events } = await call('/list?page=2', { method: 'GET', data: { a: 1 } })
  expect(events[0]?.data).toEqual({ values: { query: { page: '2', _data: '{"a":1}' }, input: { a: 1 } } })
})

test('without _data the query’s fields are the input of a GET', async () => {
  expect(await inputOf({ method: 'GET' }, '/items/1?q=a+b&tag%5B%5D=x&n=1&n=2')).toEqual({
    q: 'a b',
    tag: ['x'],
    n: ['1', '2'],
    id: '1',
  })
})

test('the query of a POST is no input', async () => {
  expect(await inputOf({ data: { a: 1 } }, '/?b=2')).toEqual({ a: 1 })
})

test('route params are decoded, and win over fields and data', async () => {
  expect(await inputOf({ data: { id: 'data', a: 1 } }, '/items/a%20b')).toEqual({ id: 'a b', a: 1 })
  expect(await inputOf({ method: 'DELETE', data: { id: 'data' } }, '/items/7')).toEqual({ id: '7' })
})

test('_action is no part of the input', async () => {
  expect(await inputOf({ body: new URLSearchParams({ _action: 'other', a: '1' }) })).toEqual({ a: '1' })
})

const query = (json: string) => `/?_data=${encodeURIComponent(json)}`
const json = (body: string) => ({ body, headers: { 'Content-Type': 'application/json' } })

test.each([
  '{"__proto__":{"admin":true}}',
  '{"a":{"__proto__":{"admin":true}}}',
  '{"a":[{"__proto__":1}]}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '{"a":{"prototype":{}}}',
  '{"a.__proto__.admin":true}',
  '{"$__proto__":1}',
  '{"\\u005f_proto__":{"admin":true}}',
])('%s is refused, however it comes', async (text) => {
  const { call } = await echo()
  const answers = [
    await call('/', { action: 'show', ...json(text) }),
    await call(query(text), { action: 'show', method: 'GET' }),
    await call('/', { action: 'show', body: multipart({ _data: text }) }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400])
  expect(answers[1]?.text).toMatch(/The data of GET \/ has the key .*, which is not allowed/)
  expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
})

test('a field called constructor is harmless', async () => {
  expect(await inputOf({ data: { constructor: 'Ann' } })).toEqual({ constructor: 'Ann' })
})

test.each(['__proto__', 'constructor.x', 'a.__proto__', '__proto__.__proto__', '__proto__[]'])(
  'the field name %s is refused',
  async (name) => {
    const { call } = await echo()
    const statuses = [
      (await call('/', { action: 'show', body: new URLSearchParams([[name, 'x']]) })).status,
      (await call('/', { action: 'show', body: multipart({ [name]: 'x' }) })).status,
      (await call('/', { action: 'show', body: multipart({ _data: '{"a":{}}', [name]: new File(['x'], 'x') }) }))
        .status,
      (await call(`/items/1?${new URLSearchParams([[name, 'x']])}`, { method: 'GET' })).status,
    ]
    expect(statuses).toEqual([400, 400, 400, 400])
  },
)

test('a file under a hostile path lets nothing else past the limits', async () => {
  const { call } = await echo({ depth: 2, fields: 5 })
  const deep = multipart({ _data: '{"a":{"b":{"c":{"d":1}}}}', ['__proto__']: new File(['x'], 'x') })
  expect((await call('/', { action: 'show', body: deep })).status).toBe(400)
})

test.each(['not json', '[1]', '"text"', '7', 'null', '{"a":1', ''])(
  '_data=%s is refused with a clear text',
  async (text) => {
    const { call } = await echo()
    const { status, events } = await call(query(text), { action: 'show', method: 'GET' })
    expect(status).toBe(400)
    expect(events[0]?.data).toMatchObject({ message: '_data of GET / is not a JSON object' })
  },
)

test('malformed percent-encoding in a query is text', async () => {
  expect(await inputOf({ method: 'GET' }, '/items/1?a=%zz&b=%e0%a4')).toEqual({ id: '1', a: '%zz', b: '\ufffd' })
})

test('data nested deeper than the limit is 400, and names the limit', async () => {
  const { call } = await echo({ depth: 3 })
  expect((await call('/', { action: 'show', data: { a: { b: 1 } } })).status).toBe(200)
  expect((await call('/', { action: 'show', data: { a: { b: { c: 1 } } } })).status).toBe(200)
  const { status, events } = await call('/', { action: 'show', data: { a: { b: { c: { d: 1 } } } } })
  expect(status).toBe(400)
  expect(events[0]?.data).toMatchObject({
    message: expect.stringContaining('limits.depth of the action allows no more'),
  })
})

test('a million brackets are refused, and the server lives', async () => {
  const { call } = await echo({ bytes: 3_000_000 })
  const text = `{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`
  expect((await call('/', { action: 'show', ...json(text) })).status).toBe(400)
  expect((await call('/', { action: 'show', ...json('['.repeat(1_000_000)) })).status).toBe(400)
  expect((await call('/', { action: 'show', data: { a: 1 } })).status).toBe(200)
})

test('more fields than the limit are 413, counted at all depths, and name the limit', async () => {
  const { call } = await echo({ fields: 4 })
  expect((await call('/', { action: 'show', data: { a: [1, 2, 3] } })).status).toBe(200)
  const { status, events } = await call('/', { action: 'show', data: { a: [1, 2, 3, 4] } })
  expect(status).toBe(413)
  expect(events[0]?.data).toMatchObject({ message: expect.stringContaining('has more than 4 fields; limits.fields') })
  expect((await call('/items/1?a=1&b=2&c=3&d=4&e=5', { method: 'GET' })).status).toBe(413)
})

const schemas: [string, StandardSchemaV1<unknown, { name: string; age: number; tags: { label: string }[] }>][] = [
  [
    'zod',
    z.object({
      name: z
        .string()
        .min(2, 'Too short')
        .regex(/^[A-Z]/, 'Starts with a capital'),
      age: z.coerce.number('No number'),
      tags: z.array(z.object({ label: z.string('Not a text') })).default([]),
    }),
  ],
  [
    'valibot',
    v.object({
      name: v.pipe(v.string(), v.minLength(2, 'Too short'), v.regex(/^[A-Z]/, 'Starts with a capital')),
      age: v.pipe(v.unknown(), v.transform(Number), v.number('No number')),
      tags: v.optional(v.array(v.object({ label: v.string('Not a text') })), []),
    }),
  ],
]

test.each(schemas)('%s parses and coerces the input', async (_name, input) => {
  const { call } = await serve({ actions: { save: action({ input }, (_ctx, data) => ({ data })) } })
  const { events } = await call('/', { action: 'save', data: { name: 'Ann', age: '7', more: 1 } })
  expect(events[0]?.data).toEqual({ values: { data: { name: 'Ann', age: 7, tags: [] } } })
})

test.each(schemas)('what %s refuses is 422 with errors per field, and the handler never runs', async (_name, input) => {
  let ran = false
  const save = action({ input }, () => {
    ran = true
  })
  const { call } = await serve({ actions: { save } })
  const tags = [{ label: 'ok' }, { label: 7 }]
  const { status, events } = await call('/', { action: 'save', data: { name: 'a', age: 'x', tags } })
  expect(status).toBe(422)
  expect(events).toEqual([
    {
      kind: 'errors',
      data: {
        fields: {
          name: ['Too short', 'Starts with a capital'],
          age: ['No number'],
          'tags.1.label': ['Not a text'],
        },
      },
    },
    { kind: 'end', data: {} },
  ])
  expect(ran).toBe(false)
})

test('what is wrong with the whole form is under the empty name', async () => {
  const input = z.object({ a: z.string(), b: z.string() }).refine(({ a, b }) => a === b, 'Not the same')
  const { call } = await serve({ actions: { save: action({ input }, () => {}) } })
  const { events } = await call('/', { action: 'save', data: { a: '1', b: '2' } })
  expect(events[0]?.data).toEqual({ fields: { '': ['Not the same'] } })
})

test('an async schema is awaited', async () => {
  const input = z.object({ name: z.string().refine(async (name) => name !== 'ann', 'Taken') })
  const { call } = await serve({ actions: { save: action({ input }, () => {}) } })
  expect((await call('/', { action: 'save', data: { name: 'ann' } })).status).toBe(422)
  expect((await call('/', { action: 'save', data: { name: 'bob' } })).status).toBe(204)
})

test('a schema that throws is a server error', async () => {
  const input = z.object({}).transform(() => {
    throw new Error('broken schema')
  })
  const { call, failures } = await serve({ actions: { save: action({ input }, () => {}) } })
  expect((await call('/', { action: 'save', data: {} })).status).toBe(500)
  expect(failures()).toMatchObject([{ message: 'broken schema' }])
})

test('a strict schema is not broken by the page’s query', async () => {
  const input = z.strictObject({ page: z.number() })
  const { call } = await serve({ actions: { list: action({ method: 'GET', input }, (_ctx, { page }) => ({ page })) } })
  expect((await call('/?utm_source=x', { action: 'list', method: 'GET', data: { page: 2 } })).status).toBe(200)
})

function multipart(fields: Record<string, string | File>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

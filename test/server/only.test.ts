import { expect, test } from 'vitest'
import { z } from 'zod'
import { action, errors, toast } from '../../server/index.js'
import { serve } from './serve.js'

const input = z.strictObject({
  email: z.string().regex(/@/, 'No address'),
  name: z.string().min(1, 'Missing'),
  items: z.array(z.object({ qty: z.number().max(9, 'Too many') })).default([]),
})

const bad = { email: 'ann', name: '', items: [{ qty: 99 }, { qty: 1 }] }

async function site(schema: z.ZodType = input) {
  let runs = 0
  const count = () => {
    runs++
    return toast('ran')
  }
  const options = { input: schema, invalid: () => toast('Look again') }
  const served = await serve({
    actions: {
      go: action(options, count),
      read: action({ ...options, method: 'GET' }, count),
      bare: action(count),
    },
  })
  return { ...served, runs: () => runs }
}

const cases: [only: string | string[], fields: Record<string, string[]>][] = [
  ['email', { email: ['No address'] }],
  [['email'], { email: ['No address'] }],
  [['email', 'name'], { email: ['No address'], name: ['Missing'] }],
  ['items.0.qty', { 'items.0.qty': ['Too many'] }],
  ['items.1.qty', {}],
  ['items', { 'items.0.qty': ['Too many'] }],
  ['item', {}],
  ['items.0', { 'items.0.qty': ['Too many'] }],
  ['', {}],
  ['unknown', {}],
  [[], {}],
  ['constructor', {}],
  ['toString', {}],
]

test.each(cases)('_only: %j gives the errors of these fields, and the handler does not run', async (only, fields) => {
  const { call, runs } = await site()
  for (const [name, method] of [
    ['go', 'POST'],
    ['read', 'GET'],
  ] as const) {
    const { status, events } = await call('/', { action: name, method, data: { ...bad, _only: only } })
    expect(events).toEqual([
      { kind: 'errors', data: { fields, only: [only].flat() } },
      { kind: 'end', data: {} },
    ])
    expect(status).toBe(Object.keys(fields).length > 0 ? 422 : 200)
  }
  expect(runs()).toBe(0)
})

test('a field that is right now is named without errors, also if everything is', async () => {
  const { call, runs } = await site()
  for (const data of [
    { ...bad, email: 'a@b' },
    { email: 'a@b', name: 'Ann' },
  ]) {
    const { status, events } = await call('/', { action: 'go', data: { ...data, _only: 'email' } })
    expect([status, events[0]]).toEqual([200, { kind: 'errors', data: { fields: {}, only: ['email'] } }])
  }
  expect(runs()).toBe(0)
})

test('the error of the form itself is checked by its empty name', async () => {
  const { call } = await site(input.refine(() => false, { message: 'Not together', when: () => true }))
  const only = async (name: string) =>
    (await call('/', { action: 'go', data: { ...bad, _only: name } })).events[0]?.data
  expect(await only('')).toEqual({ fields: { '': ['Not together'] }, only: [''] })
  expect(await only('email')).toEqual({ fields: { email: ['No address'] }, only: ['email'] })
})

test('fields of a form name it too, and _only[] is a list', async () => {
  const { call, runs } = await site()
  const urlencoded = new URLSearchParams({ email: 'ann', name: '', '_only[]': 'name' })
  const answer = await call('/', { action: 'go', body: urlencoded })
  expect(answer.events[0]).toEqual({ kind: 'errors', data: { fields: { name: ['Missing'] }, only: ['name'] } })
  const multipart = new FormData()
  multipart.append('_data', JSON.stringify({ ...bad, _only: 'name' }))
  const second = await call('/', { action: 'go', body: multipart })
  expect(second.events[0]?.data).toEqual({ fields: { name: ['Missing'] }, only: ['name'] })
  expect(runs()).toBe(0)
})

test('an action without a schema has nothing to refuse, and does not run', async () => {
  const { call, runs } = await site()
  const { status, events } = await call('/', { action: 'bare', data: { _only: 'a' } })
  expect([status, events[0]?.data]).toEqual([200, { fields: {}, only: ['a'] }])
  expect(runs()).toBe(0)
})

test.each([
  [7],
  [null],
  [true],
  [{}],
  [[7]],
  [[['email']]],
  [['email', null]],
  ['__proto__'],
  ['a.__proto__.b'],
  [['x.constructor']],
])('_only: %j is 400, and the handler does not run', async (only) => {
  const { call, runs } = await site()
  const { status, events } = await call('/', { action: 'go', data: { email: 'a@b', name: 'Ann', _only: only } })
  expect([status, events.map(({ kind }) => kind)]).toEqual([400, ['error']])
  expect(runs()).toBe(0)
})

test('_only is no part of the input, and without JavaScript it is nothing', async () => {
  const seen: unknown[] = []
  const { call, plain } = await serve({
    actions: { go: action((_ctx, data) => void seen.push(data)) },
  })
  const body = new URLSearchParams({ _action: 'go', _only: 'a', a: '1' })
  expect((await plain('/', { method: 'POST', body })).status).toBe(303)
  expect((await call('/', { action: 'go', data: { a: '1' } })).status).toBe(204)
  expect(seen).toEqual([{ a: '1' }, { a: '1' }])
})

test('errors() replaces those of some fields only, if it says so', async () => {
  const { call } = await serve({
    actions: {
      one: action(() => errors({ email: 'Taken' }, { only: 'email' })),
      none: action(() => errors({}, { only: ['email', 'name'] })),
    },
  })
  expect(await call('/', { action: 'one' })).toMatchObject({
    status: 422,
    events: [{ kind: 'errors', data: { fields: { email: ['Taken'] }, only: ['email'] } }, { kind: 'end' }],
  })
  expect(await call('/', { action: 'none' })).toMatchObject({
    status: 200,
    events: [{ kind: 'errors', data: { fields: {}, only: ['email', 'name'] } }, { kind: 'end' }],
  })
})

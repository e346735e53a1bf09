import { expect, test } from 'vitest'
import { action, type HyperOptions, toast } from '../../server/index.js'
import { serve } from './serve.js'

/** What the page gets for this value of a signal. */
async function sent(value: unknown, json?: HyperOptions['json']): Promise<unknown> {
  const { call } = await serve({ hyper: json ? { json } : {}, actions: { go: action(() => ({ value })) } })
  const { events } = await call('/', { action: 'go' })
  expect(events).toMatchObject([{ kind: 'signals' }, { kind: 'end' }])
  const [{ data }] = events as unknown as [{ data: { values: Record<string, unknown> } }]
  return data.values['value']
}

const date = new Date('2026-01-02T03:04:05.678Z')

test.each<[string, unknown, unknown]>([
  ['a Date is an ISO text', date, '2026-01-02T03:04:05.678Z'],
  ['an invalid Date is null', new Date(Number.NaN), null],
  ['a bigint is a text', 2n ** 64n, '18446744073709551616'],
  ['a Map is an object', new Map([['a', 1]]), { a: 1 }],
  ['a Set is an array', new Set([1, 'b']), [1, 'b']],
  ['a URL is its href', new URL('http://a.example/b?c'), 'http://a.example/b?c'],
  ['NaN is null', Number.NaN, null],
  ['an infinity is null', -Infinity, null],
  ['undefined is left out', undefined, undefined],
  ['undefined in an array is null', [undefined, 1], [null, 1]],
  ['a function is left out', { a: () => {} }, {}],
  ['a symbol is left out', { a: Symbol('x') }, {}],
  ['a String is its text', new String('a'), 'a'],
  ['toJSON is asked', { toJSON: () => ({ a: 1n }) }, { a: '1' }],
  ['a lone surrogate survives', '\ud800', '\ud800'],
  [
    'they are replaced at all depths',
    new Map([['rows', [new Set([{ at: date, id: 1n }])]]]),
    { rows: [[{ at: '2026-01-02T03:04:05.678Z', id: '1' }]] },
  ],
])('%s', async (_name, value, expected) => {
  expect(await sent(value)).toEqual(expected)
})

test('a custom replacer comes before the built-in ones, and gets a Date as a Date', async () => {
  const json: HyperOptions['json'] = (_key, value) => {
    if (value instanceof Date) return { $date: value.getTime() }
    if (typeof value === 'bigint') return Number(value)
    return value
  }
  expect(await sent({ at: date, n: 7n, set: new Set([1n]), other: 'x' }, json)).toEqual({
    at: { $date: date.getTime() },
    n: 7,
    set: [1],
    other: 'x',
  })
})

test('a custom replacer that leaves a value alone leaves it to the built-in ones', async () => {
  expect(await sent({ at: date, map: new Map([['a', 1n]]) }, (_key, value) => value)).toEqual({
    at: '2026-01-02T03:04:05.678Z',
    map: { a: '1' },
  })
})

test('a custom replacer that throws is an error of the call', async () => {
  const json = (key: string, value: unknown) => {
    if (key === 'secret') throw new Error('not this one')
    return value
  }
  const { call, failures } = await serve({
    hyper: { json },
    actions: { go: action(() => [toast('x'), { secret: 1 }]) },
  })
  expect((await call('/', { action: 'go' })).status).toBe(500)
  expect(failures()).toMatchObject([{ message: 'not this one' }])
})

test.each(['at once', 'in a stream'])(
  'a custom replacer that throws for everything is an error of the call, %s',
  async (when) => {
    const json = () => {
      throw new Error('boo')
    }
    const stream = action(async function* () {
      yield toast('x')
    })
    const go = when === 'at once' ? action(() => toast('x')) : stream
    const { call, failures } = await serve({ hyper: { json }, actions: { go } })
    const { status, events } = await call('/', { action: 'go' })
    expect(status).toBe(500)
    expect(events).toEqual([{ kind: 'error', data: { status: 500, id: 'call-1' } }])
    expect(failures()).toMatchObject([{ message: 'boo' }])
  },
)

import { expect, test } from 'vitest'
import { action, checkpoint, progress, signal } from '../../server/index.js'
import { serve } from './serve.js'

const names = ['summary', 'rows'] as const

/** What a stream is told to resume at when the page sends a cursor. */
async function resumed(cursor?: string) {
  const { call } = await serve({
    actions: {
      watch: action({ method: 'GET' }, (ctx) => signal('resumed', ctx.hyper.resume(names) ?? null)),
    },
  })
  const headers: Record<string, string> = cursor === undefined ? {} : { 'Last-Event-ID': cursor }
  const { events } = await call('/', { action: 'watch', method: 'GET', headers })
  return (events[0] as unknown as { data: { values: { resumed: unknown } } }).data.values.resumed
}

test.each<[string, string | undefined, unknown]>([
  ['none', undefined, null],
  ['a name', 'summary', { name: 'summary' }],
  ['a name and where in it', 'rows:17', { name: 'rows', at: '17' }],
  ['anything that a handler may name', 'rows:%C3%BC%3A%00%0A', { name: 'rows', at: 'ü:\0\n' }],
  ['nothing in it', 'rows:', { name: 'rows', at: '' }],
  ['another name', 'toString', null],
  ['no name', '', null],
  ['more than was ever made', 'rows:1:2', null],
  ['what cannot be decoded', 'rows:%', null],
  ['half of a character', 'rows:%C3', null],
  ['too much', `rows:${'1'.repeat(1000)}`, null],
])('a cursor with %s', async (_title, cursor, expected) => {
  expect(await resumed(cursor)).toEqual(expected)
})

test('what a checkpoint says comes back', async () => {
  const { call } = await serve({ actions: { watch: action({ method: 'GET' }, () => checkpoint('rows', 'a b:ü\n')) } })
  const { text } = await call('/', { action: 'watch', method: 'GET' })
  const [, id = ''] = /^id: (.*)$/m.exec(text) ?? []
  expect(await resumed(id)).toEqual({ name: 'rows', at: 'a b:ü\n' })
})

test('a checkpoint has a name, and fits in a header', () => {
  expect(() => checkpoint('')).toThrow('checkpoint(): the checkpoint has no name')
  expect(() => checkpoint('rows', 'ü'.repeat(200))).toThrow('has 1205 characters, and 1000 are the limit')
  expect(checkpoint('rows', 0).data).toEqual({ name: 'rows', at: '0' })
})

test('progress is a share', () => {
  for (const value of [-0.1, 1.1, Number.NaN, '0.5' as never]) expect(() => progress(value)).toThrow(TypeError)
  expect([progress(0).data, progress(1).data]).toEqual([{ value: 0 }, { value: 1 }])
})

import { describe, expect, test } from 'vitest'
import { action, type HyperOptions, hyper } from '../../server/index.js'
import { serve } from './serve.js'

describe('a limit', () => {
  // as JavaScript may have it, and TypeScript without exactOptionalPropertyTypes
  const missing = { bytes: undefined, fields: undefined, depth: undefined } as never

  test.each(['hyper()', 'action()'])('of %s that is undefined is the default', async (where) => {
    const { call } = await serve({
      hyper: where === 'hyper()' ? { limits: missing } : {},
      actions: { go: action(where === 'hyper()' ? {} : { limits: missing }, () => {}) },
    })
    const statusOf = async (body: FormData | string) => {
      const headers: Record<string, string> = typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}
      return (await call('/', { action: 'go', body, headers })).status
    }
    const large = new FormData()
    large.set('a', 'x'.repeat(1024 * 1024 + 1))
    expect(await statusOf(large)).toBe(413)
    expect(await statusOf(JSON.stringify({ a: Array(1001).fill(1) }))).toBe(413)
    expect(await statusOf(`{"a":${'['.repeat(30)}${']'.repeat(30)}}`)).toBe(400)
  })

  test.each([
    [{ bytes: '1mb' }, 'limits.bytes is "1mb"; give a number'],
    [{ fields: Number.NaN }, 'limits.fields is "NaN"; give a number'],
    [{ depth: -1 }, 'limits.depth is "-1"; give a number'],
  ])('that is no number, as in %j, is refused at start-up', (limits, message) => {
    expect(() => hyper({ limits: limits as never })).toThrow(new TypeError(`hyper(): ${message}`))
    expect(() => action({ limits: limits as never }, () => {})).toThrow(new TypeError(`action(): ${message}`))
  })
})

test.each([
  [{ heartbeat: 0 }, 'hyper(): heartbeat is 0; give a number of milliseconds above 0'],
  [{ heartbeat: Number.NaN }, 'hyper(): heartbeat is NaN; give a number of milliseconds above 0'],
  [{ origins: 'https://a.example' }, 'hyper(): origins is "https://a.example"; give an array'],
  [
    { origins: ['https://a.example/'] },
    'hyper(): origins has "https://a.example/"; write it as https://admin.example.com',
  ],
  [{ origins: ['a.example'] }, 'hyper(): origins has "a.example"; write it as https://admin.example.com'],
  [{ version: 'ü\n' }, 'hyper(): version is "ü\\n"; a header takes ASCII only'],
])('%j is refused at start-up', (options, message) => {
  expect(() => hyper(options as HyperOptions)).toThrow(new TypeError(message))
})

test('origins of every kind are taken as browsers send them', () => {
  const origins = ['https://a.example', 'http://localhost:8080', 'capacitor://localhost', 'http://[::1]:3000', 'null']
  expect(() => hyper({ origins })).not.toThrow()
})

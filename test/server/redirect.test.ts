import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { ActionContext, Item } from '../../server/index.js'
import { action, pushUrl, redirect, title } from '../../server/index.js'
import { serve } from './serve.js'

test('ctx.redirect in an action becomes a redirect item, with what the handler returned before it', async () => {
  const { call } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.redirect('/login?from=/')
        return title('Sign in')
      }),
      back: action((ctx) => {
        ctx.status = 303
        ctx.redirect('/done')
      }),
    },
  })
  const answer = await call('/', { action: 'go' })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('Location')).toBeNull()
  expect(answer.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
  expect(answer.events).toMatchObject([{ kind: 'title' }, { kind: 'redirect', data: { url: '/login?from=/' } }])
  expect(await call('/', { action: 'back' })).toMatchObject({ status: 200, events: [{ data: { url: '/done' } }] })
})

test.each<[string, (ctx: ActionContext) => AsyncGenerator<Item>]>([
  [
    'before its first item',
    async function* (ctx) {
      ctx.redirect('/login')
      yield title('Sign in')
    },
  ],
  [
    'behind its first item',
    async function* (ctx) {
      yield title('Sign in')
      ctx.redirect('/login')
    },
  ],
  [
    'behind the headers',
    async function* (ctx) {
      yield title('Sign in')
      while (!ctx.headerSent) await turn()
      ctx.redirect('/login')
    },
  ],
])('ctx.redirect in a generator becomes a redirect item, %s', async (_when, go) => {
  const { call } = await serve({ actions: { go: action(go) } })
  const { status, headers, events } = await call('/', { action: 'go' })
  expect([status, headers.get('Location')]).toEqual([200, null])
  expect(events).toEqual([
    { kind: 'title', data: { text: 'Sign in' } },
    { kind: 'redirect', data: { url: '/login' } },
  ])
})

test('error middleware around hyper() may redirect when a generator fails', async () => {
  const { call } = await serve({
    outside: (app) => void app.use((ctx, next) => next().catch(() => ctx.redirect('/oops'))),
    actions: {
      // biome-ignore lint/correctness/useYield: it fails before
      go: action(async function* () {
        throw new Error('no')
      }),
    },
  })
  const { status, headers } = await call('/', { action: 'go' })
  expect([status, headers.get('Location')]).toEqual([302, '/oops'])
})

test('ctx.redirect to another origin was chosen by the application, and says so', async () => {
  const { call } = await serve({ actions: { go: action((ctx) => void ctx.redirect('https://id.example/auth')) } })
  expect((await call('/', { action: 'go' })).events).toEqual([
    { kind: 'redirect', data: { url: 'https://id.example/auth', external: true } },
  ])
})

test('a status of 302 that leads nowhere is no redirect', async () => {
  const { call } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.status = 302
        return title('Here')
      }),
    },
  })
  expect((await call('/', { action: 'go' })).events).toMatchObject([{ kind: 'title' }, { kind: 'end' }])
})

test('ctx.redirect by a path call that no action ran becomes an item too', async () => {
  const { call } = await serve({ routes: (router) => router.post('/old', (ctx) => ctx.redirect('/new')) })
  expect((await call('/old')).events).toMatchObject([{ kind: 'redirect', data: { url: '/new' } }])
})

const hostile = [
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://evil.example/1',
  'https://',
]

test.each(hostile)('%j is no URL for a redirect', async (url) => {
  expect(() => redirect(url, { external: true })).toThrow('is not an http(s) URL')
  expect(() => pushUrl(url)).toThrow(TypeError)
})

test.each(hostile.slice(0, 2))('ctx.redirect(%j) in an action is refused', async (url) => {
  const { call, failures } = await serve({ actions: { go: action((ctx) => void ctx.redirect(url)) } })
  const { status, text } = await call('/', { action: 'go' })
  expect(status).toBe(500)
  expect(text).not.toContain('script')
  expect(failures()).toHaveLength(1)
})

const leaving = [
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '\n//evil.example',
  'https://evil.example/',
  'http:\\\\evil.example',
  'http:evil.example',
  'https:evil.example',
  'HTTP:evil.example',
  'http://localhost@evil.example/',
]

test.each(leaving)('%j leaves the origin, and is refused unless the redirect says external', async (url) => {
  const { call, failures } = await serve({
    actions: {
      go: action(() => redirect(url)),
      push: action(() => pushUrl(url)),
      out: action(() => redirect(url, { external: true })),
    },
  })
  expect((await call('/', { action: 'go' })).events).toMatchObject([{ kind: 'error', data: { status: 500 } }])
  expect((await call('/', { action: 'push' })).events).toMatchObject([{ kind: 'error', data: { status: 500 } }])
  expect(failures().map(({ message }) => message)).toEqual([
    expect.stringContaining('leaves this origin'),
    expect.stringContaining('leaves this origin'),
  ])
  expect((await call('/', { action: 'out' })).events).toEqual([{ kind: 'redirect', data: { url, external: true } }])
})

test.each(['/x', 'x', '?page=2', '#top', '../up', '.', ''])('%j stays on the origin', async (url) => {
  const { call } = await serve({ actions: { go: action(() => redirect(url)) } })
  expect((await call('/', { action: 'go' })).events).toEqual([{ kind: 'redirect', data: { url } }])
})

test('a whole URL of the same origin stays on it', async () => {
  const { call } = await serve({ actions: { go: action((ctx) => redirect(`${ctx.origin}/x`)) } })
  expect((await call('/', { action: 'go' })).events).toMatchObject([{ kind: 'redirect' }])
})

test('a path stays on the origin, also for a client whose Host is none', async () => {
  const { raw } = await serve({ actions: { go: action(() => redirect('/x')) } })
  const head = 'POST / HTTP/1.1\r\nHost: a b[c\r\nConnection: close\r\nContent-Length: 0\r\n'
  expect(await raw(`${head}Hyper-Call: c\r\nHyper-Action: go\r\n\r\n`)).toMatch(
    /^HTTP\/1.1 200 [\s\S]*event: redirect\n/,
  )
})

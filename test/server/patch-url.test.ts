import type Koa from 'koa'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  action,
  actions,
  patchUrl,
  pushUrl,
  type QueryValues,
  type Returned,
  redirect,
  toast,
} from '../../server/index.js'
import { type CallOptions, serve } from './serve.js'

const page = z.object({ q: z.string().default(''), page: z.coerce.number().int().positive().default(1) })

/** A page with a params handler, which answers with what it was given. */
async function openWith(returned: () => Returned, path = '/list') {
  const params = action({ input: page }, (_ctx, query) => ({ query }))
  const served = await serve({
    routes: (router) =>
      router.all(path, actions({ go: action(() => returned()) }, { params }), (ctx) => {
        ctx.body = ctx.query
      }),
  })
  const go = (shown: string, options: CallOptions = {}) =>
    served.call('/list', { action: 'go', headers: { 'Hyper-Url': encodeURI(served.url + shown) }, ...options })
  return { ...served, go }
}

test.each<[string, QueryValues, string]>([
  ['/list', { q: 'x y', page: 2 }, '/list?q=x+y&page=2'],
  ['/list?q=a&page=2&r=%20', { q: 'b' }, '/list?page=2&r=%20&q=b'],
  ['/list?q=a&page=2', { q: null }, '/list?page=2'],
  ['/list?q=a', { q: null }, '/list'],
  ['/list?q=a&flag', { q: [], page: undefined }, '/list?flag'],
  ['/list?tag=a&tag=b', { tag: ['c', 7, true] }, '/list?tag=c&tag=7&tag=true'],
  ['/list?%71=a&%zz=1', { q: '&=#' }, '/list?%zz=1&q=%26%3D%23'],
  ['/list#end', { q: 1n, no: false }, '/list?q=1&no=false'],
  ['//evil.example/x', { q: 'x' }, '/.//evil.example/x?q=x'],
])('%s with %o shows %s', async (shown, query, to) => {
  const { go } = await openWith(() => patchUrl({ query }))
  expect((await go(shown)).events[0]).toEqual({ kind: 'url', data: { push: to, params: true } })
})

test('the params handler runs with the new query, and its items follow', async () => {
  const { go } = await openWith(() => [{ n: 1 }, patchUrl({ query: { page: 2 } }, { replace: true }), toast('Next')])
  expect((await go('/list?q=x&utm=1')).events).toEqual([
    { kind: 'signals', data: { values: { n: 1 } } },
    { kind: 'url', data: { replace: '/list?q=x&utm=1&page=2', params: true } },
    { kind: 'signals', data: { values: { query: { q: 'x', page: 2 } } } },
    { kind: 'toast', data: { message: 'Next', level: 'info' } },
    { kind: 'end', data: {} },
  ])
})

test('one change goes on from the other', async () => {
  const { go } = await openWith(() => [patchUrl({ query: { q: 'x' } }), patchUrl({ query: { page: 3 } })])
  const { events } = await go('/list')
  expect(events.filter(({ kind }) => kind === 'url').at(-1)?.data).toEqual({ push: '/list?q=x&page=3', params: true })
  expect(events.at(-2)?.data).toEqual({ values: { query: { q: 'x', page: 3 } } })
})

test('a query that the schema refuses is 422, and not shown', async () => {
  const { go } = await openWith(() => patchUrl({ query: { page: -1 } }))
  const answer = await go('/list')
  expect(answer.status).toBe(422)
  expect(answer.events).toMatchObject([
    { kind: 'errors', data: { fields: { page: [expect.any(String)] } } },
    { kind: 'end' },
  ])
})

test.each(['__proto__', 'a.constructor.prototype'])('a query with the key %j is refused', async (name) => {
  const { go } = await openWith(() => patchUrl({ query: { q: 'x' } }))
  expect((await go(`/list?${name}=1`)).status).toBe(400)
})

test('a page without a params handler has its URL changed', async () => {
  const { call } = await serve({ actions: { go: action(() => patchUrl({ query: { q: 'x' } })) } })
  expect((await call('/', { action: 'go' })).events[0]).toEqual({ kind: 'url', data: { push: '/?q=x' } })
})

test('the route’s params win over the query', async () => {
  const params = action((_ctx, query) => ({ query }))
  const { call } = await serve({
    routes: (router) =>
      router.all('/list/:id', actions({ go: action(() => patchUrl({ query: { id: 9, q: 1 } })) }, { params })),
  })
  const { events } = await call('/list/7', { action: 'go' })
  expect(events[1]?.data).toEqual({ values: { query: { id: '7', q: '1' } } })
})

test('its hooks run, each once, and those that stop it stop only it', async () => {
  const ran: string[] = []
  const { call } = await serve({
    routes: (router) =>
      router.all(
        '/list',
        actions(
          { go: action(() => [patchUrl({ query: { q: 'x' } }), toast('Done')]) },
          {
            use: (_ctx, next) => ran.push('table') && next(),
            params: action({ use: () => void ran.push('own') }, () => void ran.push('handler')),
          },
        ),
      ),
  })
  expect((await call('/list', { action: 'go' })).events.map(({ kind }) => kind)).toEqual(['toast', 'end'])
  expect(ran).toEqual(['table', 'own'])
})

test.each([
  ['ctx.redirect', (ctx: Koa.Context) => ctx.redirect('/login')],
  ['ctx.hyper.redirect', (ctx: Koa.Context) => void ctx.hyper.redirect('/login')],
])('a hook of it may lead elsewhere, by %s', async (_way, leave) => {
  const { call } = await serve({
    routes: (router) =>
      router.all(
        '/list',
        actions({ go: action(() => patchUrl({ query: { q: 1 } })) }, { params: action({ use: leave }, () => {}) }),
      ),
  })
  const answer = await call('/list', { action: 'go' })
  expect(answer.events).toEqual([{ kind: 'redirect', data: { url: '/login' } }])
  expect([answer.status, answer.headers.get('Location')]).toEqual([200, null])
})

test('a stream has it in its place', async () => {
  const { go } = await openWith(async function* () {
    yield { n: 1 }
    await new Promise(setImmediate)
    yield patchUrl({ query: { page: 2 } })
    yield { n: 2 }
  })
  expect((await go('/list')).events.map(({ kind }) => kind)).toEqual(['signals', 'url', 'signals', 'signals', 'end'])
})

test('middleware may change the query, unless the handler shows another URL', async () => {
  const { call, url } = await serve({
    inside: (app) =>
      void app.use(async (ctx, next) => {
        await next()
        ctx.hyper.patchUrl({ query: { q: 'x' } })
      }),
    actions: { none: action(() => {}), own: action(() => pushUrl('/own')) },
  })
  const shown = async (name: string) =>
    (await call('/', { action: name, headers: { 'Hyper-Url': `${url}/?a=1` } })).events.map(({ data }) => data)
  expect(await shown('none')).toEqual([{ push: '/?a=1&q=x' }, {}])
  expect(await shown('own')).toEqual([{ push: '/own' }, {}])
})

describe('$params', () => {
  test('is called by GET, with the query', async () => {
    const { call } = await openWith(() => {})
    const answer = await call('/list', { method: 'GET', action: '$params', data: { page: '2' } })
    expect(answer.events[0]?.data).toEqual({ values: { query: { q: '', page: 2 } } })
  })

  test('is 405 by another method, and 422 for a query that is refused', async () => {
    const { call } = await openWith(() => {})
    expect((await call('/list', { action: '$params' })).status).toBe(405)
    expect((await call('/list', { method: 'GET', action: '$params', data: { page: 'x' } })).status).toBe(422)
  })

  test('is 404 on a page that has none, and by a form', async () => {
    const { call, plain } = await serve({ actions: { go: action(() => {}) } })
    const { status, text } = await call('/', { method: 'GET', action: '$params' })
    expect(status).toBe(404)
    expect(text).toContain('give it one, actions({ … }, { params })')
    const body = new URLSearchParams({ _action: '$params' })
    expect((await plain('/', { method: 'POST', body })).status).toBe(404)
  })
})

describe('without JavaScript', () => {
  const sent = async (returned: () => Returned, headers: Record<string, string> = {}) => {
    const { plain, url } = await openWith(returned)
    const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('HOST', url)]))
    const body = new URLSearchParams({ _action: 'go' })
    const { status, headers: answered } = await plain('/list?q=a', { method: 'POST', body, headers: given })
    return [status, answered.get('Location')]
  }

  test.each<[string, () => Returned, Record<string, string>, string]>([
    ['the page itself', () => patchUrl({ query: { page: 2 } }), {}, '/list?q=a&page=2'],
    ['the page that was left', () => patchUrl({ query: { q: null } }), { Referer: 'HOST/list?q=b&r=1' }, '/list?r=1'],
    ['both changes', () => [patchUrl({ query: { q: 'x' } }), patchUrl({ query: { page: 2 } })], {}, '/list?q=x&page=2'],
    ['where a redirect leads', () => [patchUrl({ query: { q: 'x' } }), redirect('/other')], {}, '/other'],
  ])('it leads to %s with the new query', async (_title, returned, headers, to) => {
    expect(await sent(returned, headers)).toEqual([303, to])
  })
})

test.each([null, undefined, 'q=1', ['q']])('patchUrl({ query: %j }) is a TypeError', (query) => {
  expect(() => patchUrl({ query: query as never })).toThrow('patchUrl(): give the values')
})

test('a params handler by another method, one that is no action, and a name of the page’s own are refused at start-up', () => {
  expect(() => actions({}, { params: action({ method: ['GET', 'POST'] }, () => {}) })).toThrow('params takes GET, POST')
  expect(() => actions({}, { params: (() => {}) as never })).toThrow('params is not an action')
  expect(() => actions({ $params: action(() => {}) })).toThrow('is no name for an action')
})

import type Koa from 'koa'
import { describe, expect, test } from 'vitest'
import { action, type Hyper, type HyperOptions } from '../../server/index.js'
import { serve } from './serve.js'

/** Serves one page, and gives a way to ask for it as a page does. */
async function serving(answer: (ctx: Koa.Context) => void, hyper: HyperOptions = {}) {
  const { plain } = await serve({ hyper, routes: (router) => void router.all('/page', (ctx) => answer(ctx as never)) })
  return (headers: Record<string, string> = {}, init: RequestInit = {}) => plain('/page', { headers, ...init })
}

const told = async (look: (hyper: Hyper) => unknown, headers: Record<string, string>) => {
  const seen: unknown[] = []
  const ask = await serving((ctx) => {
    seen.push(look(ctx.hyper))
    ctx.body = '<p>page</p>'
  })
  const { headers: answered } = await ask(headers)
  return { seen: seen[0], vary: answered.get('Vary') }
}

describe('ctx.hyper tells', () => {
  const kind = ({ visiting, restoring, prefetching }: Hyper) => [visiting, restoring, prefetching]

  test.each([
    [{}, [false, false, false]],
    [{ 'Hyper-Visit': 'visit' }, [true, false, false]],
    [{ 'Hyper-Visit': 'restore' }, [true, true, false]],
    [{ 'Hyper-Visit': 'prefetch' }, [true, false, true]],
  ])('of %j which kind of visit it is, and what is cached for one is for that', async (headers, expected) => {
    expect(await told(kind, headers as never)).toEqual({ seen: expected, vary: 'Hyper-Visit' })
  })

  test('the region of a visit, decoded', async () => {
    const headers = { 'Hyper-Visit': 'visit', 'Hyper-Target': encodeURIComponent('#main, .ü > p') }
    expect(await told(({ region }) => region, headers)).toEqual({
      seen: '#main, .ü > p',
      vary: 'Hyper-Target, Hyper-Visit',
    })
  })

  test.each([
    [{}],
    [{ 'Hyper-Target': '%23main' }],
    [{ 'Hyper-Visit': 'visit' }],
    [{ 'Hyper-Visit': 'visit', 'Hyper-Target': '%zz' }],
  ])('no region for %j', async (headers) => {
    expect((await told(({ region }) => region, headers as never)).seen).toBe(undefined)
  })

  test('nothing to who does not ask: a page without it is the same for all', async () => {
    expect((await told(() => undefined, { 'Hyper-Visit': 'visit' })).vary).toBe(null)
  })
})

describe('a page tells', () => {
  test('its deployment, whether it is visited or loaded', async () => {
    const ask = await serving((ctx) => void Object.assign(ctx, { body: '<p>page</p>' }), { version: '1 "a"' })
    for (const headers of [{}, { 'Hyper-Visit': 'visit' }]) {
      const answer = await ask(headers as never)
      expect(answer.headers.get('Hyper-Version')).toBe('1 "a"')
      expect(answer.headers.get('Server-Timing')).toBe('hyper-version;desc="1 \\"a\\""')
    }
  })

  test('that it is not to be kept', async () => {
    const ask = await serving((ctx) => {
      ctx.set('Cache-Control', 'private, no-store')
      ctx.set('Server-Timing', 'db;dur=3')
      ctx.body = '<p>page</p>'
    })
    expect((await ask()).headers.get('Server-Timing')).toBe('db;dur=3, hyper-no-store')
  })

  test.each([
    ['JSON', { a: 1 }],
    ['text', 'plain'],
  ])('nothing where it is %s', async (_what, body) => {
    const ask = await serving((ctx) => void Object.assign(ctx, { body: body }), { version: '1' })
    const { headers } = await ask()
    expect([headers.get('Hyper-Version'), headers.get('Server-Timing')]).toEqual([null, null])
  })
})

describe('a redirect to another origin', () => {
  const redirecting = (url: string) => serving((ctx) => ctx.redirect(url))

  test('is told to a visit, also of a form', async () => {
    const ask = await redirecting('https://bank.example/pay?a=1')
    for (const method of ['GET', 'POST']) {
      const { status, headers } = await ask({ 'Hyper-Visit': 'visit' }, { method })
      expect([status, headers.get('Hyper-Location'), headers.get('Location')]).toEqual([
        204,
        'https://bank.example/pay?a=1',
        null,
      ])
      expect(headers.get('Vary')).toContain('Hyper-Visit')
    }
  })

  test('is a redirect to all others', async () => {
    const ask = await redirecting('https://bank.example/pay')
    const { status, headers } = await ask()
    expect([status, headers.get('Location'), headers.get('Hyper-Location')]).toEqual([
      302,
      'https://bank.example/pay',
      null,
    ])
  })

  test('of the own one stays a redirect', async () => {
    const ask = await redirecting('/elsewhere')
    expect((await ask({ 'Hyper-Visit': 'visit' })).status).toBe(302)
  })
})

test('a page that is fetched in advance takes no toasts; the visit after it does', async () => {
  const { plain } = await serve({
    actions: { go: action((ctx) => void ctx.hyper.toast('Saved')) },
    routes: (router) =>
      void router.get('/next', (ctx) => {
        ctx.body = `<p>${ctx.hyper.toasts().map(({ message }) => message)}</p>`
      }),
  })
  const body = new URLSearchParams({ _action: 'go' })
  const { headers } = await plain('/', { method: 'POST', body })
  const Cookie = headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  const ask = async (kind: string) => (await plain('/next', { headers: { Cookie, 'Hyper-Visit': kind } })).text()
  expect(await ask('prefetch')).toBe('<p></p>')
  expect(await ask('visit')).toBe('<p>Saved</p>')
})

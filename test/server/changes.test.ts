import { describe, expect, test } from 'vitest'
import {
  action,
  actions,
  elements,
  focus,
  type Hyper,
  loadJs,
  meta,
  pushUrl,
  type Returned,
  redirect,
  reload,
  replaceUrl,
  scroll,
  switchTo,
  title,
  toast,
  visit,
} from '../../server/index.js'
import { type AppOptions, type Sent, serve } from './serve.js'

type Change = (hyper: Hyper) => unknown

/** What a call is answered with, when middleware around the action changes the answer before it and after it. */
async function answered(returned: () => Returned, change: { before?: Change; after?: Change }): Promise<Sent[]> {
  const { call } = await serve({
    inside: (app) =>
      void app.use(async (ctx, next) => {
        change.before?.(ctx.hyper)
        await next()
        change.after?.(ctx.hyper)
      }),
    actions: { go: action(() => returned()) },
  })
  return (await call('/', { action: 'go' })).events
}

const kinds = (events: Sent[]) => events.map(({ kind }) => kind)

describe.each(['before', 'after'] as const)('what middleware puts on ctx.hyper %s the handler', (moment) => {
  const at = (change: Change) => ({ [moment]: change })

  test.each<[string, Change, Sent]>([
    ['toast', (hyper) => hyper.toast('a'), { kind: 'toast', data: { message: 'a', level: 'info' } }],
    ['clearToasts', (hyper) => hyper.clearToasts(), { kind: 'clear-toasts', data: {} }],
    ['event', (hyper) => hyper.event('a', 1), { kind: 'event', data: { name: 'a', detail: 1, after: 'receive' } }],
    ['signals', (hyper) => hyper.signals({ a: 1 }), { kind: 'signals', data: { values: { a: 1 } } }],
    ['elements', (hyper) => hyper.elements('<p>'), { kind: 'elements', data: { markup: '<p>' } }],
    ['remove', (hyper) => hyper.remove('#a', { all: true }), { kind: 'remove', data: { target: '#a', all: true } }],
    ['meta', (hyper) => hyper.meta({ a: 'b' }), { kind: 'meta', data: { tags: { a: 'b' } } }],
    ['loadJs', (hyper) => hyper.loadJs('/a.js'), { kind: 'load', data: { src: '/a.js' } }],
    ['refuse', (hyper) => hyper.refuse({ a: 'No' }), { kind: 'errors', data: { fields: { a: ['No'] } } }],
    ['title', (hyper) => hyper.title('a'), { kind: 'title', data: { text: 'a' } }],
    ['pushUrl', (hyper) => hyper.pushUrl('/a'), { kind: 'url', data: { push: '/a' } }],
    ['replaceUrl', (hyper) => hyper.replaceUrl('/a'), { kind: 'url', data: { replace: '/a' } }],
    ['focus', (hyper) => hyper.focus('#a'), { kind: 'focus', data: { target: '#a' } }],
    ['scroll', (hyper) => hyper.scroll('top'), { kind: 'scroll', data: { target: 'top' } }],
  ])('%s is in the answer', async (_name, change, sent) => {
    const events = await answered(() => ({ n: 1 }), at(change))
    const item = { kind: 'signals', data: { values: { n: 1 } } }
    expect(events.slice(0, 2)).toEqual(moment === 'before' ? [sent, item] : [item, sent])
  })

  test.each<[string, Change, Sent]>([
    [
      'redirect',
      (hyper) => hyper.redirect('/a', { replace: true }),
      { kind: 'redirect', data: { url: '/a', replace: true } },
    ],
    ['visit', (hyper) => hyper.visit('/a', { target: '#b' }), { kind: 'visit', data: { url: '/a', target: '#b' } }],
    ['reload', (hyper) => hyper.reload(), { kind: 'reload', data: {} }],
  ])('%s ends the answer, behind all items', async (_name, change, sent) => {
    const events = await answered(
      () => ({ n: 1 }),
      at((hyper) => change(hyper) && hyper.signals({ m: 1 })),
    )
    expect(kinds(events)).toEqual(['signals', 'signals', sent.kind])
    expect(events.at(-1)).toEqual(sent)
  })

  test.each<[string, Change, () => Returned, string, unknown]>([
    ['title', (hyper) => hyper.title('b'), () => title('a'), 'title', { text: 'a' }],
    ['url, by push', (hyper) => hyper.pushUrl('/b'), () => replaceUrl('/a'), 'url', { replace: '/a' }],
    ['url, by replace', (hyper) => hyper.replaceUrl('/b'), () => pushUrl('/a'), 'url', { push: '/a' }],
    ['url, by false', (hyper) => hyper.pushUrl('/b'), () => pushUrl(false), 'url', { push: false }],
    ['url, by false for replaceUrl', (hyper) => hyper.pushUrl('/b'), () => replaceUrl(false), 'url', { push: false }],
    ['focus', (hyper) => hyper.focus('#b'), () => focus('#a'), 'focus', { target: '#a' }],
    ['scroll', (hyper) => hyper.scroll('#b'), () => scroll('top'), 'scroll', { target: 'top' }],
    ['redirect', (hyper) => hyper.redirect('/b'), () => redirect('/a'), 'redirect', { url: '/a' }],
    ['visit', (hyper) => hyper.visit('/b'), () => visit('/a'), 'visit', { url: '/a' }],
    ['a reload of the handler', (hyper) => hyper.redirect('/b'), () => reload(), 'reload', {}],
    ['a hand-over of the handler', (hyper) => hyper.redirect('/b'), () => switchTo('x'), 'switch', expect.anything()],
  ])('the item wins: %s', async (_name, change, returned, kind, wanted) => {
    const events = await answered(returned, at(change))
    // what the page shows is the last one
    const ends = events.filter((sent) => /^(title|url|focus|scroll|redirect|visit|reload|switch)$/.test(sent.kind))
    expect(ends.at(-1)).toEqual({ kind, data: wanted })
    expect(ends.filter((sent) => /^(redirect|visit|reload|switch)$/.test(sent.kind)).length).toBeLessThan(2)
  })
})

test.each<[string, Change, object, object]>([
  ['target', (hyper) => hyper.target('#b'), { target: '#a' }, { target: '#b' }],
  ['swap', (hyper) => hyper.swap('append'), { swap: 'inner' }, { swap: 'append' }],
  ['select', (hyper) => hyper.select('p'), { select: 'i' }, { select: 'p' }],
])('the item wins: %s of markup', async (_name, change, own, queued) => {
  const events = await answered(() => [elements('<i>', own), elements('<i>')], { before: change })
  expect(events.slice(0, 2).map(({ data }) => data)).toEqual([
    { ...own, markup: '<i>' },
    { ...queued, markup: '<i>' },
  ])
})

test('markup that says where the focus and the scroll go has said it for the answer', async () => {
  const change = (hyper: Hyper) => hyper.focus('#b').scroll('top')
  const events = await answered(() => elements('<i>', { focus: '#a', scroll: 'target' }), { after: change })
  expect(kinds(events)).toEqual(['elements', 'end'])
})

test('of several that lead elsewhere, the first of the handler counts, and the last of ctx.hyper', async () => {
  expect(kinds(await answered(() => [reload(), redirect('/a')], {}))).toEqual(['reload'])
  const change = (hyper: Hyper) => hyper.redirect('/a').reload().visit('/b')
  expect(kinds(await answered(() => {}, { before: change }))).toEqual(['visit'])
})

test('an error goes nowhere, whatever middleware said', async () => {
  const { call } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.hyper.redirect('/a')
        return ctx.throw(409, 'Changed')
      }),
    },
  })
  expect(kinds((await call('/', { action: 'go' })).events)).toEqual(['error'])
})

const guard: AppOptions['inside'] = (app) =>
  void app.use((ctx, next) =>
    ctx.path === '/login' ? next() : ctx.hyper.toast('Sign in').redirect('/login') && undefined,
  )

describe('middleware that leads elsewhere, and does not go on', () => {
  test('answers a call with that', async () => {
    const { call } = await serve({ inside: guard, actions: { go: action(() => {}) } })
    const answer = await call('/', { action: 'go' })
    expect(answer).toMatchObject({ status: 200, events: [{ kind: 'redirect', data: { url: '/login' } }] })
    expect(answer.headers.getSetCookie()).toHaveLength(1)
  })

  test.each(['GET', 'POST'])('answers a %s without JavaScript with 303, and keeps the toasts', async (method) => {
    const { plain } = await serve({ inside: guard })
    const answer = await plain('/', { method })
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/login'])
    expect(answer.headers.getSetCookie()).toHaveLength(1)
  })
})

describe('a form without JavaScript', () => {
  async function sent(returned: () => Returned, change: { before?: Change; after?: Change }) {
    const { plain } = await serve({
      inside: (app) =>
        void app.use(async (ctx, next) => {
          change.before?.(ctx.hyper)
          await next()
          change.after?.(ctx.hyper)
        }),
      routes: (router) =>
        router.all('/page', actions({ go: action(() => returned()) }), (ctx) => {
          ctx.body = ctx.hyper.errors
        }),
    })
    const response = await plain('/page', { method: 'POST', body: new URLSearchParams({ _action: 'go' }) })
    return [response.status, response.headers.get('Location') ?? (await response.json())]
  }
  const toB = (hyper: Hyper) => hyper.redirect('/b')

  test.each<[string, () => Returned, { before?: Change; after?: Change }, unknown[]]>([
    ['redirect before', () => {}, { before: toB }, [303, '/b']],
    ['redirect after', () => {}, { after: toB }, [303, '/b']],
    [
      'visit, with its values',
      () => {},
      { before: (hyper) => hyper.visit('/b', { values: { q: 'x' } }) },
      [303, '/b?q=x'],
    ],
    [
      'a visit of the handler',
      () => visit('/a#h', { values: { q: [1, 2] } }),
      { before: toB, after: toB },
      [303, '/a?q=1&q=2#h'],
    ],
    ['a redirect of the handler', () => redirect('/a'), { before: toB, after: toB }, [303, '/a']],
    ['a reload of the handler', () => reload(), { before: toB, after: toB }, [303, '/page']],
    ['refuse before', () => {}, { before: (hyper) => hyper.refuse({ a: 'No' }) }, [422, { a: ['No'] }]],
    [
      'refuse, whatever leads elsewhere',
      () => toast('x'),
      { before: (hyper) => toB(hyper).refuse({ a: 'No' }) },
      [422, { a: ['No'] }],
    ],
  ])('is answered by %s', async (_name, returned, change, wanted) => {
    expect(await sent(returned, change)).toEqual(wanted)
  })
})

test.each([
  () => focus(' '),
  () => scroll(''),
  () => meta({ '': 'x' }),
  () => meta({ a: 7 as never }),
  () => visit('javascript:alert(1)'),
  () => visit('/', { target: '' }),
  () => visit('/', { select: ' ' }),
  () => visit('/', { swap: 'outerHTML' as never }),
  () => visit('/', { headers: { 'X-A': 'a\r\nX-B: b' } }),
])('%s is a TypeError', (make) => {
  expect(make).toThrow(TypeError)
})

test.each(['//evil.example/x.js', 'https://evil.example/x.js', '/\\evil.example'])(
  'loadJs and visit refuse %j, which leaves the origin',
  async (url) => {
    for (const returned of [() => loadJs(url), () => visit(url)]) {
      const { call, failures } = await serve({ actions: { go: action(() => returned()) } })
      expect(kinds((await call('/', { action: 'go' })).events)).toEqual(['error'])
      expect(failures()).toHaveLength(1)
    }
    const events = await answered(() => loadJs(url, { external: true }), {})
    expect(events[0]).toEqual({ kind: 'load', data: { src: url, external: true } })
  },
)

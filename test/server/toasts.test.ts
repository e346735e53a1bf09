import { setImmediate as turn } from 'node:timers/promises'
import type Koa from 'koa'
import session from 'koa-session'
import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  action,
  actions,
  clearToasts,
  errors,
  type Returned,
  redirect,
  reload,
  signal,
  type ToastData,
  toast,
  visit as visitPage,
} from '../../server/index.js'
import { type AppOptions, type Served, serve } from './serve.js'

const withSession: AppOptions['outside'] = (app) => {
  app.keys = ['secret']
  app.use(session(app))
}

/** A site whose page answers with its toasts, and a browser that keeps its cookies. */
async function visit(returned: () => Returned, options: AppOptions = {}, inside: Koa.Middleware[] = []) {
  const go = action((ctx) => {
    for (const message of ctx.get('X-Queue').split(' ').filter(Boolean)) ctx.hyper.toast(message)
    return returned()
  })
  const served = await serve({
    ...options,
    inside: (app) => {
      for (const middleware of inside) app.use(middleware)
    },
    routes: (router) =>
      router.all('/page', actions({ go }), (ctx) => {
        ctx.body = { toasts: ctx.hyper.toasts(), again: ctx.hyper.toasts(), errors: ctx.hyper.errors }
      }),
  })
  return { ...served, ...browser(served) }
}

function browser({ plain, call }: Served) {
  const jar = new Map<string, string>()
  const keep = ({ headers }: { headers: Headers }) => {
    for (const set of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value && !set.includes('expires=Thu, 01 Jan 1970')) jar.set(name, value)
      else jar.delete(name)
    }
  }
  const cookies = () => ({ Cookie: [...jar].map((pair) => pair.join('=')).join('; ') })
  return {
    jar,
    async submit(headers: Record<string, string> = {}, path = '/page') {
      const body = new URLSearchParams({ _action: 'go' })
      const response = await plain(path, { method: 'POST', body, headers: { ...cookies(), ...headers } })
      keep(response)
      return response
    },
    async make(options: Parameters<typeof call>[1] = {}) {
      const answer = await call('/page', { action: 'go', ...options, headers: { ...cookies(), ...options.headers } })
      keep(answer)
      return answer
    },
    async shown(headers: Record<string, string> = {}): Promise<ToastData[]> {
      const response = await plain('/page', { headers: { ...cookies(), ...headers } })
      keep(response)
      const { toasts, again } = (await response.json()) as { toasts: ToastData[]; again: ToastData[] }
      expect(again).toEqual(toasts)
      return toasts
    },
  }
}

const messages = (toasts: ToastData[]) => toasts.map(({ message }) => message).join(' ')

const queueing: Koa.Middleware = (ctx, next) => {
  if (ctx.method === 'POST') ctx.hyper.toast('before')
  return next()
}

test.each([
  ['a cookie', {}],
  ['a session', { outside: withSession }],
] as const)('toasts of a form without JavaScript are shown on the next page once, by %s', async (_name, options) => {
  const { submit, shown, jar } = await visit(() => [toast('Grüße 😀'), redirect('/page')], options, [queueing])
  expect((await submit({ 'X-Queue': 'during' })).status).toBe(303)
  expect(jar.has('hyper-toasts')).toBe(!('outside' in options))
  expect(await shown()).toEqual([
    { message: 'before', level: 'info' },
    { message: 'Grüße 😀', level: 'info' },
    { message: 'during', level: 'info' },
  ])
  expect(await shown()).toEqual([])
  expect(jar.has('hyper-toasts')).toBe(false)
})

test('the cookie is for this site only, for no script, and for a minute', async () => {
  const { submit } = await visit(() => toast('Saved'))
  const [cookie, ...others] = (await submit()).headers.getSetCookie()
  expect(others).toEqual([])
  expect(cookie).toMatch(/^hyper-toasts=[\w-]+; path=\/; samesite=lax; httponly; max-age=60$/)
})

test('behind https the cookie is secure', async () => {
  const proxy = (app: Koa) => {
    app.proxy = true
  }
  const { submit } = await visit(() => toast('Saved'), { outside: proxy })
  const [cookie] = (await submit({ 'X-Forwarded-Proto': 'https' })).headers.getSetCookie()
  expect(cookie).toContain('; secure')
})

test('other cookies of the answer stay', async () => {
  const own: Koa.Middleware = (ctx, next) => {
    ctx.cookies.set('a', '1')
    return next()
  }
  const { submit } = await visit(() => toast('Saved'), {}, [own])
  expect((await submit()).headers.getSetCookie()).toEqual(['a=1; path=/; httponly', expect.stringContaining('hyper')])
})

test('a plain redirect of any middleware keeps toasts, also through further redirects', async () => {
  const { jar, shown, plain } = await visit(() => {}, {}, [
    (ctx, next) => {
      const { path } = ctx
      if (path === '/page') return next()
      if (path === '/a' || path === '/b') ctx.hyper.toast(path)
      ctx.redirect(path === '/a' ? '/b' : path === '/b' ? '/c' : '/page')
      return undefined
    },
  ])
  for (const path of ['/a', '/b', '/c']) {
    const cookie = jar.get('hyper-toasts')
    const response = await plain(path, { headers: { Cookie: `hyper-toasts=${cookie}` } })
    expect(response.status).toBe(302)
    for (const set of response.headers.getSetCookie()) jar.set('hyper-toasts', /=([^;]*)/.exec(set)?.[1] ?? '')
  }
  expect(messages(await shown())).toBe('/a /b')
})

test.each<[string, Koa.Middleware]>([
  ['redirect', (ctx) => void ctx.hyper.redirect('/page')],
  ['visit', (ctx) => void ctx.hyper.visit('/page')],
])('ctx.hyper.%s of middleware keeps toasts, by a call and by a form', async (_kind, leave) => {
  const guard: Koa.Middleware = (ctx, next) => {
    if (ctx.method === 'GET') return next()
    ctx.hyper.toast('Sign in')
    return leave(ctx, next)
  }
  const { submit, make, shown } = await visit(() => {}, {}, [guard])
  for (const send of [submit, make]) {
    await send()
    expect(messages(await shown())).toBe('Sign in')
    expect(await shown()).toEqual([])
  }
})

test('ctx.redirect beside returned toasts keeps them', async () => {
  const { call, plain } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.redirect('/own')
        return toast('Saved')
      }),
    },
  })
  const response = await plain('/', { method: 'POST', body: new URLSearchParams({ _action: 'go' }) })
  expect(response.headers.get('Location')).toBe('/own')
  expect(response.headers.getSetCookie()).toHaveLength(1)
  const answer = await call('/', { action: 'go' })
  expect(answer.events).toEqual([{ kind: 'redirect', data: { url: '/own' } }])
  expect(answer.headers.getSetCookie()).toHaveLength(1)
})

test.each([301, 302, 303, 307, 308])('a plain %i outside of actions keeps toasts', async (status) => {
  const leave: Koa.Middleware = (ctx, next) => {
    if (ctx.path === '/page') return next()
    ctx.hyper.toast('Moved')
    ctx.redirect('/page')
    ctx.status = status
    return undefined
  }
  for (const options of [{}, { outside: withSession }]) {
    const { submit, shown } = await visit(() => {}, options, [leave])
    const answer = await submit({}, '/old')
    expect([answer.status, answer.headers.get('Location')]).toEqual([status, '/page'])
    expect(messages(await shown())).toBe('Moved')
    expect(await shown()).toEqual([])
  }
})

test('a redirect that a status and a header make keeps toasts', async () => {
  const leave: Koa.Middleware = (ctx, next) => {
    if (ctx.path === '/page') return next()
    ctx.hyper.toast('Moved')
    ctx.set('Location', '/page')
    ctx.status = 302
    return undefined
  }
  const { submit, shown } = await visit(() => {}, {}, [leave])
  await submit({}, '/old')
  expect(messages(await shown())).toBe('Moved')
})

test.each([
  ['redirect', () => redirect('/page')],
  ['reload', () => reload()],
  ['visit', () => visitPage('/page')],
] as const)('toasts of a call that ends in %s are shown on the next page, and not on this one', async (kind, leave) => {
  for (const options of [{}, { outside: withSession }]) {
    const { make, shown } = await visit(
      () => [
        signal('a', 1),
        toast('twice'),
        toast('twice'),
        toast('x', { level: 'success', id: 'i', timeout: 9 }),
        leave(),
      ],
      options,
      [queueing],
    )
    const { events } = await make({ headers: { 'X-Queue': 'during' } })
    expect(events.map((event) => event.kind)).toEqual(['signals', kind])
    const toasts = await shown()
    expect(messages(toasts)).toBe('before twice twice x during')
    expect(toasts[3]).toEqual({ message: 'x', level: 'success', id: 'i', timeout: 9 })
  }
})

test('once a stream has begun, its toasts go before the redirect', async () => {
  const { make, jar } = await visit(async function* () {
    yield toast('a')
    await turn()
    yield [toast('b'), redirect('/page')]
  })
  expect((await make()).events.map(({ kind }) => kind)).toEqual(['toast', 'toast', 'redirect'])
  expect(jar.size).toBe(0)
})

test('a call without a redirect shows its toasts, and keeps none', async () => {
  const { make, jar } = await visit(() => toast('a'))
  expect((await make()).events).toMatchObject([{ kind: 'toast' }, { kind: 'end' }])
  expect(jar.size).toBe(0)
})

test('an action that fails keeps none', async () => {
  const { submit, make, jar, failures } = await visit(() => {
    throw new Error('secret')
  })
  expect((await submit({ 'X-Queue': 'a' })).status).toBe(500)
  expect((await make({ headers: { 'X-Queue': 'a' } })).events).toMatchObject([{ kind: 'toast' }, { kind: 'error' }])
  expect(jar.size).toBe(0)
  expect(failures()).toHaveLength(2)
})

test('clearToasts takes those before it', async () => {
  const { submit, shown } = await visit(() => [
    toast('a', { level: 'error' }),
    toast('b'),
    clearToasts('error'),
    toast('c', { level: 'error' }),
  ])
  await submit()
  expect(messages(await shown())).toBe('b c')
})

test('a page that is rendered shows what was queued on the way, and a refused form its own toasts', async () => {
  const invalid = () => toast('Look again')
  const { plain } = await serve({
    inside: (app) =>
      void app.use((ctx, next) => {
        ctx.hyper.toast('Closing')
        return next()
      }),
    routes: (router) =>
      router.all('/page', actions({ go: action({ input: z.object({ a: z.string() }), invalid }, () => {}) }), (ctx) => {
        ctx.body = messages(ctx.hyper.toasts())
        if (ctx.get('X-Leave')) ctx.redirect('/page')
      }),
  })
  expect(await (await plain('/page')).text()).toBe('Closing')
  const body = new URLSearchParams({ _action: 'go' })
  expect(await (await plain('/page', { method: 'POST', body })).text()).toBe('Closing Look again')
  expect((await plain('/page', { headers: { 'X-Leave': '1' } })).headers.getSetCookie()).toEqual([])
})

test('a call’s own toasts stay with its answer', async () => {
  const seen: unknown[] = []
  const { call } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.hyper.toast('a')
        seen.push(ctx.hyper.toasts())
      }),
    },
  })
  expect((await call('/', { action: 'go' })).events).toMatchObject([{ kind: 'toast' }, { kind: 'end' }])
  expect(seen).toEqual([[]])
})

test.each([{ 'Sec-Purpose': 'prefetch;prerender' }, { 'Hyper-Visit': 'prefetch' }])(
  'a page that is fetched in advance, with %o, leaves them',
  async (headers) => {
    const { submit, shown } = await visit(() => toast('Saved'))
    await submit()
    expect(await shown(headers as Record<string, string>)).toEqual([])
    expect(messages(await shown())).toBe('Saved')
  },
)

test('too many are cut to the last ones, and one that is too long is dropped', async () => {
  for (const options of [{}, { outside: withSession }]) {
    const many = Array.from({ length: 200 }, (_, index) => toast(`ü${index}`))
    const { submit, shown, jar } = await visit(() => many, options)
    await submit()
    for (const value of jar.values()) expect(value.length).toBeLessThan(3072)
    const toasts = await shown()
    expect(toasts.length).toBeGreaterThan(20)
    expect(toasts.at(-1)?.message).toBe('ü199')
  }
  const { submit, shown, jar } = await visit(() => toast('x'.repeat(3000)))
  await submit()
  expect(jar.size).toBe(0)
  expect(await shown()).toEqual([])
})

const undo = { label: 'Undo', call: 'restore', data: { at: new Date(0), big: 7n } }
const sent = { label: 'Undo', call: 'restore', data: { at: '1970-01-01T00:00:00.000Z', big: '7' } }

test('a button stays where nobody else can have made it: in a session or a signed cookie', async () => {
  const keys = (app: Koa) => {
    app.keys = ['secret']
  }
  for (const [outside, action] of [
    [withSession, sent],
    [keys, sent],
    [undefined, undefined],
  ] as const) {
    const { submit, shown, jar } = await visit(() => toast('Gone', { action: undo }), outside ? { outside } : {})
    await submit()
    expect(await shown()).toEqual([{ message: 'Gone', level: 'info', ...(action && { action }) }])
    expect([...jar.keys()].filter((name) => name.startsWith('hyper'))).toEqual([])
  }
})

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('a cookie that the keys did not sign is nothing', async () => {
  const keys = (app: Koa) => {
    app.keys = ['secret']
  }
  const { shown } = await visit(() => {}, { outside: keys })
  const forged = encode([{ message: 'Click here', level: 'info', action: sent }])
  expect(await shown({ Cookie: `hyper-toasts=${forged}` })).toEqual([])
  expect(await shown({ Cookie: `hyper-toasts=${forged}; hyper-toasts.sig=x` })).toEqual([])
})

test.each<[string, ToastData[]]>([
  ['', []],
  ['%%%', []],
  ['e30', []],
  ['not-json', []],
  [encode('text'), []],
  [encode(null), []],
  [encode([null, 7, 'x', [], { level: 'info' }, { message: 7 }, { message: { toString: 1 } }]), []],
  [encode({ length: 1, 0: { message: 'a' } }), []],
  [
    encode([{ message: 'a', level: 'evil', id: 7, timeout: -1, more: 1, action: sent }]),
    [{ message: 'a', level: 'info' }],
  ],
  [encode([{ message: 'a', timeout: '9', id: null }]), [{ message: 'a', level: 'info' }]],
  [
    `${Buffer.from('[{"message":"a","__proto__":{"id":"x"}}]').toString('base64url')}`,
    [{ message: 'a', level: 'info' }],
  ],
  [
    encode([{ message: '<img src=x onerror=alert(1)>', level: 'error' }]),
    [{ message: '<img src=x onerror=alert(1)>', level: 'error' }],
  ],
  [encode([{ message: 'x'.repeat(5000) }]), []],
  ['['.repeat(4000), []],
])('the cookie %# is read as no more than toasts', async (cookie, toasts) => {
  const { shown } = await visit(() => {})
  expect(await shown({ Cookie: `hyper-toasts=${cookie}` })).toEqual(toasts)
})

test('what a session holds that is no toast is left out', async () => {
  const { shown } = await visit(() => {}, {
    outside: (app) => {
      withSession(app)
      app.use((ctx, next) => {
        ;(ctx as unknown as { session: Record<string, unknown> }).session['hyperToasts'] = [7, { message: 'a' }]
        return next()
      })
    },
  })
  expect(await shown()).toEqual([{ message: 'a', level: 'info' }])
})

test('a session that was just ended leaves them to the cookie', async () => {
  const { submit, shown, jar } = await visit(
    () => [toast('Signed out'), redirect('/page')],
    {
      outside: withSession,
    },
    [
      (ctx, next) => {
        if (ctx.method === 'POST') (ctx as unknown as { session: unknown }).session = null
        return next()
      },
    ],
  )
  await submit()
  expect([...jar.keys()]).toContain('hyper-toasts')
  expect(messages(await shown())).toBe('Signed out')
  expect(await shown()).toEqual([])
})

test('once the headers are out a page shows none, and they wait', async () => {
  const { plain } = await serve({
    inside: (app) =>
      void app.use((ctx) => {
        ctx.respond = false
        ctx.res.flushHeaders()
        ctx.res.end(JSON.stringify(ctx.hyper.toasts()))
      }),
  })
  const response = await plain('/', { headers: { Cookie: `hyper-toasts=${encode([{ message: 'a' }])}` } })
  expect([await response.text(), response.headers.getSetCookie()]).toEqual(['[]', []])
})

test('errors beside toasts render the form, which may show them', async () => {
  const { submit, jar } = await visit(() => [toast('Look again'), errors({ a: 'No' })])
  const response = await submit()
  expect(await response.json()).toMatchObject({ toasts: [{ message: 'Look again' }], errors: { a: ['No'] } })
  expect([response.status, jar.size]).toEqual([422, 0])
})

import { expect, test } from 'vitest'
import { action, actions, toast } from '../../server/index.js'
import { serve } from './serve.js'

const hi = action(() => toast('hi'))

test('the action that the call names is run', async () => {
  const { call } = await serve({ actions: { hi, other: action(() => toast('other')) } })
  const { status, headers, text } = await call('/', { action: 'hi' })
  expect(status).toBe(200)
  expect(text).toBe('event: toast\ndata: {"message":"hi","level":"info"}\n\nevent: end\ndata: {}\n\n')
  expect(headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
  expect(headers.get('Content-Length')).toBe(String(text.length))
  expect(headers.get('Hyper-Answer')).toBe('1')
  expect(headers.get('Cache-Control')).toBe('no-store, no-transform')
  expect(headers.get('X-Accel-Buffering')).toBe('no')
  expect(headers.get('Vary')).toBe('Hyper-Action, Hyper-Call, Accept')
})

test.each([
  'unknown',
  'constructor',
  'toString',
  '__proto__',
  'hasOwnProperty',
  'hi.',
  'HI',
  'hi, hi',
  'valueOf',
  '%68i',
])('the name %s runs nothing and ends as 404', async (name) => {
  let rendered = false
  const { call } = await serve({
    actions: { hi },
    inside: (app) =>
      void app.use(async (ctx, next) => {
        await next()
        rendered = ctx.body === '<p>page</p>'
      }),
  })
  const { status, headers, events } = await call('/', { action: name })
  expect(rendered).toBe(true)
  expect(status).toBe(404)
  expect(headers.get('Hyper-Answer')).toBe('1')
  expect(events).toMatchObject([{ kind: 'error', data: { status: 404, id: 'call-1' } }])
})

test('stacked tables fall through to the one that has the name, and the first of two wins', async () => {
  const layout = actions({ hi: action(() => toast('layout')), theme: action(() => toast('theme')) })
  const { call } = await serve({
    inside: (app) => void app.use(layout),
    actions: { hi: action(() => toast('page')), save: action(() => toast('save')) },
  })
  const said = async (name: string) => (await call('/', { action: name })).events[0]?.data
  expect(await said('hi')).toMatchObject({ message: 'layout' })
  expect(await said('theme')).toMatchObject({ message: 'theme' })
  expect(await said('save')).toMatchObject({ message: 'save' })
})

test('a plain GET never runs an action, and its answer varies with the call', async () => {
  const { plain } = await serve({ actions: { hi, read: action({ method: 'GET' }, () => toast('read')) } })
  for (const path of ['/', '/?_action=hi', '/?_action=read']) {
    const page = await plain(path)
    expect(await page.text()).toBe('<p>page</p>')
    expect(page.headers.get('Vary')).toBe('Hyper-Action, Hyper-Call, Accept')
    expect(page.headers.get('Hyper-Answer')).toBeNull()
  }
})

test('_action in the query of a POST runs nothing', async () => {
  const { plain } = await serve({ actions: { hi } })
  const form = { method: 'POST', body: new URLSearchParams({ name: 'x' }) }
  expect(await (await plain('/?_action=hi', form)).text()).toBe('<p>page</p>')
})

test.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s on an action that takes POST is 405 with Allow', async (method) => {
  const { call } = await serve({ actions: { hi } })
  const { status, headers } = await call('/', { action: 'hi', method })
  expect(status).toBe(405)
  expect(headers.get('Allow')).toBe('POST')
})

test('an action that takes GET is called by GET', async () => {
  const { call } = await serve({ actions: { read: action({ method: 'GET' }, (_ctx, data) => ({ data })) } })
  const { status, events } = await call('/?utm_source=x', { action: 'read', method: 'GET', data: { page: 2 } })
  expect(status).toBe(200)
  expect(events[0]?.data).toEqual({ values: { data: { page: 2 } } })
  expect((await call('/', { action: 'read' })).headers.get('Allow')).toBe('GET')
})

test('_action in the body of a call by path runs nothing', async () => {
  const { call } = await serve({ actions: { hi } })
  const { text } = await call('/', { body: new URLSearchParams({ _action: 'hi' }) })
  expect(text).toBe('<p>page</p>')
})

test('a page that mounts no actions answers 404 to a named call', async () => {
  const { call } = await serve({
    routes: (router) =>
      router.all('/about', (ctx) => {
        ctx.body = '<p>about</p>'
      }),
  })
  const { status, text } = await call('/about', { action: 'hi' })
  expect(status).toBe(404)
  expect(text).toContain('POST /about: no action is named \\"hi\\" there; is it in actions({ … }) of that route?')
})

test('middleware that answers a call in the place of its action is not overruled by 404', async () => {
  const { call } = await serve({
    actions: { hi },
    inside: (app) => void app.use((ctx) => ctx.throw(401, 'Sign in')),
  })
  expect((await call('/', { action: 'hi' })).status).toBe(401)

  const quiet = await serve({
    actions: { hi },
    inside: (app) =>
      void app.use((ctx) => {
        ctx.status = 429
        ctx.body = 'Later'
      }),
  })
  expect(await quiet.call('/', { action: 'hi' })).toMatchObject({ status: 429, text: 'Later' })
})

test('a redirect by middleware in the place of the action reaches the page as an item', async () => {
  const { call } = await serve({ actions: { hi }, inside: (app) => void app.use((ctx) => ctx.redirect('/login')) })
  const { status, headers, events } = await call('/', { action: 'hi' })
  expect(status).toBe(200)
  expect(headers.get('Location')).toBeNull()
  expect(events).toEqual([{ kind: 'redirect', data: { url: '/login' } }])
})

test.each(['1st', 'a b', '', 'a/b', 'é'])('the name %j is refused at start-up', (name) => {
  expect(() => actions({ [name]: hi })).toThrow('is no name for an action')
})

test('an entry that is no action is refused at start-up', () => {
  const table = { hi: () => toast('hi') } as unknown as Parameters<typeof actions>[0]
  expect(() => actions(table)).toThrow('wrap the handler, hi: action(handler)')
})

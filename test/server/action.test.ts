import { expect, test } from 'vitest'
import { action, actions, errors, toast } from '../../server/index.js'
import { serve } from './serve.js'

test('an action gets the context and the input', async () => {
  const { call } = await serve({
    routes: (router) =>
      router.post(
        '/todos/:id',
        action((ctx, data) => ({ params: ctx.params, path: ctx.path, data })),
      ),
  })
  const { events } = await call('/todos/7', { data: { done: true } })
  expect(events).toEqual([
    { kind: 'signals', data: { values: { params: { id: '7' }, path: '/todos/7', data: { done: true, id: '7' } } } },
    { kind: 'end', data: {} },
  ])
})

test('an action is a middleware without a router too', async () => {
  const { call } = await serve({ inside: (app) => void app.use(action((ctx) => ({ params: ctx.params }))) })
  expect((await call('/any')).events[0]).toEqual({ kind: 'signals', data: { values: { params: {} } } })
})

test('an async handler is awaited', async () => {
  const { call } = await serve({ actions: { go: action(async () => [toast('done')]) } })
  expect((await call('/', { action: 'go' })).events).toMatchObject([{ kind: 'toast' }, { kind: 'end' }])
})

test('a route handler takes every method that its route takes', async () => {
  const { call } = await serve({
    routes: (router) =>
      router.delete(
        '/todos/:id',
        action(() => toast('gone')),
      ),
  })
  expect((await call('/todos/1', { method: 'DELETE' })).status).toBe(200)
})

test.each(['POST', 'GET', 'DELETE'])(
  '%s on a route whose action takes PUT and PATCH is 405 with Allow',
  async (method) => {
    const { call } = await serve({
      routes: (router) =>
        router.all(
          '/todo',
          action({ method: ['PUT', 'PATCH'] }, () => toast('no')),
        ),
    })
    const answer = await call('/todo', { method })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('Allow')).toBe('PUT, PATCH')
    expect(answer.events).toMatchObject([{ kind: 'error', data: { status: 405, id: 'call-1' } }])
  },
)

test('HEAD is allowed where GET is', async () => {
  const { call } = await serve({
    routes: (router) =>
      router.all(
        '/list',
        action({ method: 'GET' }, () => toast('hi')),
      ),
  })
  const { status, text } = await call('/list', { method: 'HEAD' })
  expect([status, text]).toEqual([200, ''])
})

test('limits of an action hold for it alone', async () => {
  const { call } = await serve({
    actions: {
      small: action({ limits: { bytes: 20 } }, () => toast('small')),
      usual: action(() => toast('usual')),
    },
  })
  const data = { text: 'x'.repeat(100) }
  expect((await call('/', { action: 'small', data })).status).toBe(413)
  expect((await call('/', { action: 'usual', data })).status).toBe(200)
})

test('invalid adds its items to the errors of a refused input', async () => {
  const schema = {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: () => ({ issues: [{ message: 'No', path: ['name'] }] }),
    },
  }
  const save = action({ input: schema, invalid: (_ctx, refused) => toast(`refused ${Object.keys(refused)}`) }, () => {
    throw new Error('never run')
  })
  const { call } = await serve({ actions: { save } })
  const { status, events } = await call('/', { action: 'save' })
  expect(status).toBe(422)
  expect(events).toMatchObject([
    { kind: 'errors', data: { fields: { name: ['No'] } } },
    { kind: 'toast', data: { message: 'refused name' } },
    { kind: 'end' },
  ])
})

test('errors of the handler make the status 422, unless it chose one', async () => {
  const { call } = await serve({
    actions: {
      taken: action(() => errors({ email: 'Taken' })),
      conflict: action((ctx) => {
        ctx.status = 409
        return errors({ email: 'Taken' })
      }),
    },
  })
  expect((await call('/', { action: 'taken' })).status).toBe(422)
  expect((await call('/', { action: 'conflict' })).status).toBe(409)
})

test('action() without a handler throws at start-up', () => {
  const untyped = action as (...given: unknown[]) => unknown
  expect(() => untyped({ method: 'GET' })).toThrow('action(): give a handler')
  expect(() => untyped()).toThrow(TypeError)
})

test('an action without hyper() says what is missing', async () => {
  const { plain, failures } = await serve({
    outside: (app) => void app.use(action(() => toast('hi'))),
  })
  expect((await plain('/')).status).toBe(500)
  expect(failures()).toMatchObject([
    { message: 'GET / has not come through hyper(); add app.use(hyper()) before the routes' },
  ])
})

test('actions() without hyper() says what is missing', async () => {
  const { plain, failures } = await serve({ outside: (app) => void app.use(actions({})) })
  expect((await plain('/')).status).toBe(500)
  expect(failures()).toMatchObject([
    { message: 'GET / has not come through hyper(); add app.use(hyper()) before the routes' },
  ])
})

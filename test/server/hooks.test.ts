import type Koa from 'koa'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Action, action, actions, errors, type Hooks, toast } from '../../server/index.js'
import { type Served, serve } from './serve.js'

/** Actions of `/page`, under hooks of their own. */
function site(table: Record<string, Action>, use?: Hooks): Promise<Served> {
  return serve({
    routes: (router) =>
      router.all('/page', actions(table, use && { use }), (ctx) => {
        ctx.body = { errors: ctx.hyper.errors }
      }),
  })
}

function tracing(into: string[], name: string): Koa.Middleware {
  return async (_ctx, next) => {
    into.push(name)
    await next()
    into.push(`/${name}`)
  }
}

const form = (fields: Record<string, string> = {}) => ({
  method: 'POST',
  body: new URLSearchParams({ _action: 'go', ...fields }),
})

test('hooks of the table run before those of the action, around the handler', async () => {
  const ran: string[] = []
  const go = action({ use: [tracing(ran, 'c'), tracing(ran, 'd')] }, () => {
    ran.push('handler')
    return toast('done')
  })
  const { call, plain } = await site({ go }, [tracing(ran, 'a'), tracing(ran, 'b')])
  expect((await call('/page', { action: 'go' })).events).toMatchObject([{ kind: 'toast' }, { kind: 'end' }])
  expect(ran.join(' ')).toBe('a b c d handler /d /c /b /a')
  ran.length = 0
  expect((await plain('/page', form())).status).toBe(303)
  expect(ran.join(' ')).toBe('a b c d handler /d /c /b /a')
})

test('a hook that is named twice runs once, in its first place', async () => {
  const ran: string[] = []
  const [a, b] = [tracing(ran, 'a'), tracing(ran, 'b')]
  const { call } = await site({ go: action({ use: [b, a, b] }, () => {}) }, [a, a])
  await call('/page', { action: 'go' })
  expect(ran.join(' ')).toBe('a b /b /a')
  ran.length = 0
  await call('/page', { action: 'go' })
  expect(ran).toHaveLength(4)
})

test('a hook runs once also when a refused form goes on to another action', async () => {
  const ran: string[] = []
  const guard = tracing(ran, 'guard')
  const { plain } = await serve({
    routes: (router) =>
      router.post(
        '/page',
        action({ use: guard }, () => errors({ a: 'No' })),
        action({ use: [guard, tracing(ran, 'own')] }, () => {}),
      ),
  })
  await plain('/page', { method: 'POST' })
  expect(ran.join(' ')).toBe('guard /guard own /own')
})

test('no hook runs for the page, for another table’s action, or for a method that is refused', async () => {
  const ran: string[] = []
  const use = tracing(ran, 'guard')
  const { call, plain } = await serve({
    routes: (router) =>
      router.all('/page', actions({ go: action(() => {}) }, { use }), actions({ other: action(() => {}) }), (ctx) => {
        ctx.body = 'page'
      }),
  })
  expect((await plain('/page')).status).toBe(200)
  expect((await call('/page', { action: 'other' })).status).toBe(204)
  expect((await call('/page', { action: 'go', method: 'PUT' })).status).toBe(405)
  expect((await call('/page', { action: 'unknown' })).status).toBe(404)
  expect(ran).toEqual([])
})

test('hooks run before the data is read, and have the route’s params', async () => {
  let seen: unknown
  const { call } = await serve({
    routes: (router) =>
      router.post(
        '/todos/:id',
        action(
          {
            use: (ctx, next) => {
              seen = [ctx['params'], ctx.req.readableDidRead, ctx.hyper.values]
              return ctx.get('X-Stop') ? undefined : next()
            },
          },
          () => toast('ran'),
        ),
      ),
  })
  await call('/todos/7', { data: { a: 1 } })
  expect(seen).toEqual([{ id: '7' }, false, {}])
  const bad = { body: '{', headers: { 'Content-Type': 'application/json' } }
  expect((await call('/todos/7', bad)).status).toBe(400)
  expect((await call('/todos/7', { ...bad, headers: { ...bad.headers, 'X-Stop': '1' } })).status).toBe(204)
})

const stopped = (hook: Koa.Middleware) =>
  site({
    go: action({ use: hook, input: z.object({ never: z.string() }) }, () => {
      throw new Error('never run')
    }),
  })

test('ctx.redirect in a hook is a redirect item for a call, and a redirect for a form', async () => {
  const { call, plain } = await stopped((ctx) => ctx.redirect('/login'))
  const answer = await call('/page', { action: 'go' })
  expect([answer.status, answer.events]).toEqual([200, [{ kind: 'redirect', data: { url: '/login' } }]])
  const response = await plain('/page', form())
  expect([response.status, response.headers.get('Location')]).toEqual([302, '/login'])
})

test('ctx.throw in a hook is its status', async () => {
  const { call, plain, failures } = await stopped((ctx) => ctx.throw(403, 'Not yours'))
  const { status, events } = await call('/page', { action: 'go' })
  expect([status, events]).toEqual([
    403,
    [{ kind: 'error', data: { status: 403, id: 'call-1', message: 'Not yours' } }],
  ])
  expect((await plain('/page', form())).status).toBe(403)
  expect(failures()).toHaveLength(2)
})

test('a status that a hook sets is the answer’s, with what it queued', async () => {
  const { call, plain } = await stopped((ctx) => {
    ctx.status = 404
    ctx.hyper.toast('Not here')
  })
  expect(await call('/page', { action: 'go' })).toMatchObject({
    status: 404,
    events: [{ kind: 'toast', data: { message: 'Not here' } }, { kind: 'end' }],
  })
  const response = await plain('/page', form())
  expect([response.status, await response.text()]).toEqual([404, 'Not Found'])
})

test('a body that a hook sets is the answer', async () => {
  const { call, plain } = await stopped((ctx) => {
    ctx.body = { locked: true }
  })
  const answer = await call('/page', { action: 'go' })
  expect([answer.status, answer.text, answer.headers.get('Hyper-Answer')]).toEqual([200, '{"locked":true}', '1'])
  expect(await (await plain('/page', form())).json()).toEqual({ locked: true })
})

test('a hook that only stops has nothing to say', async () => {
  const { call, plain } = await stopped(() => {})
  expect((await call('/page', { action: 'go' })).status).toBe(204)
  expect((await plain('/page', form())).status).toBe(303)
})

test('a hook may wait, and what it queues comes before the handler’s items or after them', async () => {
  const use: Koa.Middleware = async (ctx, next) => {
    await Promise.resolve()
    ctx.hyper.toast('before')
    await next()
    ctx.hyper.toast('after')
  }
  const { call } = await site({ go: action({ use }, () => toast('handler')) })
  expect((await call('/page', { action: 'go' })).events.slice(0, 3).map(({ data }) => data)).toMatchObject([
    { message: 'before' },
    { message: 'handler' },
    { message: 'after' },
  ])
})

test('a hook that calls next() twice is an error', async () => {
  let runs = 0
  const twice: Koa.Middleware = async (_ctx, next) => {
    await next()
    await next()
  }
  const { call, failures } = await site({
    go: action({ use: twice }, () => {
      runs++
    }),
  })
  expect((await call('/page', { action: 'go' })).status).toBe(500)
  expect(runs).toBe(1)
  expect(failures()).toMatchObject([{ message: expect.stringContaining('more than once') }])
})

test('what is no middleware is refused at start-up', () => {
  const wrong = [() => {}, 'auth'] as unknown as Hooks
  expect(() => action({ use: wrong }, () => {})).toThrow('action(): entry 1 of use is not a middleware, but string')
  expect(() => actions({}, { use: null as unknown as Hooks })).toThrow('actions(): entry 0 of use')
})

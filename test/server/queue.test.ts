import { setImmediate as turn } from 'node:timers/promises'
import { html } from 'hono/html'
import { expect, test } from 'vitest'
import type { Returned } from '../../server/index.js'
import { action, elements, event, redirect, signal, toast } from '../../server/index.js'
import { type Answer, serve } from './serve.js'

const kinds = ({ events }: Answer) => events.map(({ kind }) => kind)

test.each<[string, Returned]>([
  ['a later item', signal('a', 1)],
  ['markup', '<p>A</p>'],
])('ctx.hyper queues around %s: what came before the handler first, what came since last', async (_name, returned) => {
  const { call } = await serve({
    inside: (app) =>
      void app.use((ctx, next) => {
        ctx.hyper.toast('before').event('before')
        return next()
      }),
    outside: (app) =>
      void app.use(async (ctx, next) => {
        await next()
        ctx.set('X-Outside', String(ctx.hyper.call))
      }),
    actions: {
      go: action((ctx) => {
        ctx.hyper.toast('during')
        return returned
      }),
    },
  })
  const answer = await call('/', { action: 'go' })
  expect(kinds(answer)).toMatchObject([
    'toast',
    'event',
    typeof returned === 'string' ? 'elements' : 'signals',
    'toast',
    'end',
  ])
  expect(answer.events[3]?.data).toMatchObject({ message: 'during' })
  expect(answer.headers.get('X-Outside')).toBe('call-1')
})

test('what inner middleware queues after the handler comes last', async () => {
  const { call } = await serve({
    inside: (app) =>
      void app.use(async (ctx, next) => {
        await next()
        ctx.hyper.add(event('after'), elements(html`<p>${Promise.resolve('late')}</p>`))
      }),
    actions: { go: action(() => toast('item')) },
  })
  const answer = await call('/', { action: 'go' })
  expect(kinds(answer)).toEqual(['toast', 'event', 'elements', 'end'])
  expect(answer.events[2]?.data).toEqual({ markup: '<p>late</p>' })
})

test('queued items alone are an answer', async () => {
  const { call } = await serve({ actions: { go: action((ctx) => void ctx.hyper.toast('x')) } })
  expect(await call('/', { action: 'go' })).toMatchObject({ status: 200, events: [{ kind: 'toast' }, { kind: 'end' }] })
})

test('in a stream queued toasts pass a terminal item, other queued items do not', async () => {
  const { call } = await serve({
    actions: {
      go: action(async function* (ctx) {
        ctx.hyper.toast('saved').event('saved').clearToasts('error')
        yield signal('a', 1)
        await turn()
        yield redirect('/x')
      }),
    },
  })
  expect(kinds(await call('/', { action: 'go' }))).toEqual(['signals', 'toast', 'clear-toasts', 'redirect'])
})

test('a queued terminal item ends the answer, behind all that was queued', async () => {
  const { call } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.hyper.title('a').add(redirect('/x')).event('b')
        return signal('n', 1)
      }),
    },
  })
  const answer = await call('/', { action: 'go' })
  expect(kinds(answer)).toEqual(['signals', 'title', 'event', 'redirect'])
})

test('target and swap: the item wins over ctx.hyper', async () => {
  const { call } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.hyper.target('#list').swap('append')
        return ['<li>1</li>', elements('<li>2</li>', { target: '#own' }), elements('<li>3</li>', { swap: 'inner' })]
      }),
      bare: action(() => '<li>1</li>'),
    },
  })
  expect((await call('/', { action: 'go' })).events.slice(0, 3).map(({ data }) => data)).toEqual([
    { target: '#list', swap: 'append', markup: '<li>1</li>' },
    { target: '#own', swap: 'append', markup: '<li>2</li>' },
    { target: '#list', swap: 'inner', markup: '<li>3</li>' },
  ])
  expect((await call('/', { action: 'bare' })).events[0]?.data).toEqual({ markup: '<li>1</li>' })
})

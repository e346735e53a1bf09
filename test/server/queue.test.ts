import { setImmediate as turn } from 'node:timers/promises'
import { html } from 'hono/html'
import { expect, test } from 'vitest'
import type { Hyper, Returned } from '../../server/index.js'
import { action, elements, event, pushUrl, redirect, signal, title, toast } from '../../server/index.js'
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

test('a queued terminal item ends the answer, and other items queued behind it are dropped', async () => {
  const { call } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.hyper.title('a').add(redirect('/x')).event('b')
        return signal('n', 1)
      }),
    },
  })
  const answer = await call('/', { action: 'go' })
  expect(kinds(answer)).toEqual(['signals', 'title', 'redirect'])
})

test('a terminal item queued before the handler starts no generator', async () => {
  let started = false
  const { call } = await serve({
    inside: (app) =>
      void app.use((ctx, next) => {
        ctx.hyper.add(redirect('/x'))
        return next()
      }),
    actions: {
      go: action(function* () {
        started = true
        yield toast('a')
      }),
    },
  })
  expect(kinds(await call('/', { action: 'go' }))).toEqual(['redirect'])
  expect(started).toBe(false)
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

test('title and url: the item wins over what was queued, on either side of it', async () => {
  const queue = (ctx: { hyper: Hyper }) => ctx.hyper.title('queued').pushUrl('/queued')
  const { call } = await serve({
    inside: (app) =>
      void app.use((ctx, next) => {
        queue(ctx)
        return next()
      }),
    actions: {
      own: action((ctx) => {
        queue(ctx)
        return [title('own'), pushUrl('/own')]
      }),
      none: action(() => toast('x')),
    },
  })
  const last = async (name: string, kind: string) =>
    (await call('/', { action: name })).events.findLast((sent) => sent.kind === kind)?.data
  expect(await last('own', 'title')).toEqual({ text: 'own' })
  expect(await last('own', 'url')).toEqual({ push: '/own' })
  expect(await last('none', 'title')).toEqual({ text: 'queued' })
  expect(await last('none', 'url')).toEqual({ push: '/queued' })
})

import type Koa from 'koa'
import { expect, test } from 'vitest'
import type { Hyper } from '../../server/index.js'
import { action, elements, toast } from '../../server/index.js'
import { type CallOptions, serve } from './serve.js'

/** What `ctx.hyper` tells an action of its request. */
async function told<T>(look: (hyper: Hyper) => T, headers: Record<string, string> = {}, options: CallOptions = {}) {
  const seen: T[] = []
  const { call, url } = await serve({ actions: { go: action((ctx) => void seen.push(look(ctx.hyper))) } })
  const sent = Object.entries(headers).map(([name, value]) => [name, value.replace('HOST', new URL(url).host)])
  await call('/', { action: 'go', headers: Object.fromEntries(sent), ...options })
  return seen[0]
}

test('a call tells its id, action and attempt', async () => {
  expect(await told(({ call, action, attempt }) => [call, action, attempt])).toEqual(['call-1', 'go', 1])
  expect(await told(({ attempt }) => attempt, { 'Hyper-Attempt': '3' })).toBe(3)
  expect(await told(({ attempt }) => attempt, { 'Hyper-Attempt': 'x' })).toBe(1)
})

test('source, language and prompt are decoded', async () => {
  const headers = { 'Hyper-Source': 'b%C3%BCtton', 'Hyper-Lang': 'de-AT', 'Hyper-Prompt': '%F0%9F%98%80%20%0A%22' }
  expect(await told(({ source, language, prompt }) => [source, language, prompt], headers)).toEqual([
    'bütton',
    'de-AT',
    '😀 \n"',
  ])
})

test('what was not sent, or cannot be decoded, is undefined', async () => {
  const look = ({ source, language, prompt, url }: Hyper) => [source, language, prompt, url]
  const nothing = [undefined, undefined, undefined, undefined]
  expect(await told(look)).toEqual(nothing)
  const malformed = { 'Hyper-Source': '%', 'Hyper-Lang': '%zz', 'Hyper-Prompt': '%e0%a4', 'Hyper-Url': '%c3%28' }
  expect(await told(look, malformed)).toEqual(nothing)
})

test.each([
  ['http://HOST/todos?page=2', '/todos?page=2'],
  ['http://HOST/todos%3Fpage=2%23top', '/todos?page=2'],
  ['/todos', '/todos'],
  ['//evil.example/', undefined],
  ['https://evil.example/', undefined],
  ['/%5Cevil.example', undefined],
  ['/%09/evil.example', undefined],
  ['javascript:alert(1)', undefined],
  ['http:', undefined],
])('Hyper-Url: %s is the address %s', async (url, expected) => {
  const found = await told((hyper) => hyper.url, { 'Hyper-Url': url })
  expect(found && found.pathname + found.search).toBe(expected)
})

test('the address is one of ours, whatever URL a request is for', async () => {
  const seen: unknown[] = []
  const { raw, url } = await serve({ actions: { go: action((ctx) => void seen.push(ctx.hyper.url?.origin)) } })
  const head = `POST http://evil.example/ HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: close\r\nContent-Length: 0\r\n`
  await raw(`${head}Hyper-Call: c\r\nHyper-Action: go\r\nHyper-Url: /todos\r\n\r\n`)
  expect(seen).toEqual([url])
})

test('Hyper-Visit tells visits from restores', async () => {
  const look = ({ visiting, restoring }: Hyper) => [visiting, restoring]
  expect(await told(look)).toEqual([false, false])
  expect(await told(look, { 'Hyper-Visit': 'visit' })).toEqual([true, false])
  expect(await told(look, { 'Hyper-Visit': 'restore' })).toEqual([true, true])
})

test('a page load has no call', async () => {
  const seen: unknown[] = []
  const { plain } = await serve({
    inside: (app) =>
      void app.use((ctx, next) => {
        const { call, action, attempt, errors, values } = ctx.hyper
        seen.push({ call, action, attempt, errors, values })
        return next()
      }),
  })
  await plain('/')
  expect(seen).toEqual([{ call: undefined, action: undefined, attempt: 1, errors: {}, values: {} }])
})

test('the changes can be chained, and arrive in their order', async () => {
  const { call } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.hyper
          .clearToasts('error')
          .toast('Saved', { level: 'success', id: 't' })
          .event('saved', { id: 1 }, { after: 'settle' })
          .signals({ a: 1 }, { force: true })
          .title('Title')
          .pushUrl('/a')
          .replaceUrl('/b')
          .target('#list')
          .swap('append')
          .add(elements('<li>', { select: 'li' }), toast('last'))
      }),
    },
  })
  const { events } = await call('/', { action: 'go' })
  expect(events).toEqual([
    { kind: 'clear-toasts', data: { level: 'error' } },
    { kind: 'toast', data: { message: 'Saved', level: 'success', id: 't' } },
    { kind: 'event', data: { name: 'saved', detail: { id: 1 }, after: 'settle' } },
    { kind: 'signals', data: { values: { a: 1 }, force: true } },
    { kind: 'title', data: { text: 'Title' } },
    { kind: 'url', data: { push: '/a' } },
    { kind: 'url', data: { replace: '/b' } },
    { kind: 'elements', data: { target: '#list', swap: 'append', select: 'li', markup: '<li>' } },
    { kind: 'toast', data: { message: 'last', level: 'info' } },
    { kind: 'end', data: {} },
  ])
})

test('the last title that was queued wins', async () => {
  const { call } = await serve({
    actions: { go: action((ctx) => void ctx.hyper.title('first').title('last')) },
  })
  expect((await call('/', { action: 'go' })).events.at(-2)).toEqual({ kind: 'title', data: { text: 'last' } })
})

test('changes on a page that is no call change nothing', async () => {
  const { plain } = await serve({
    inside: (app) =>
      void app.use((ctx, next) => {
        ctx.hyper.toast('x').title('T')
        return next()
      }),
  })
  expect(await (await plain('/')).text()).toBe('<p>page</p>')
})

test('an error listener may read ctx.hyper of any request, also of one that is refused before it is a call', async () => {
  const heard: unknown[] = []
  const { plain } = await serve({
    outside: (app) => {
      app.on('error', (_error, ctx: Koa.Context) => heard.push(ctx.path, typeof ctx.hyper, ctx.hyper?.call))
      app.use((ctx, next) => (ctx.path === '/early' ? ctx.throw(418, 'early') : next()))
    },
  })
  expect((await plain('/', { method: 'POST', headers: { 'Hyper-Call': 'not an id' } })).status).toBe(400)
  expect((await plain('/early')).status).toBe(418)
  expect(heard).toEqual(['/', 'object', undefined, '/early', 'undefined', undefined])
})

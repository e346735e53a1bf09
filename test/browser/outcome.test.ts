import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { type Action, action, elements, errors, signals } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { act, type Ended, gate, idle, state } from './page.js'

const open = useApp()

const body = (content = '') => `<main id="root" x-data="{ n: 0 }" @hyper:error="heard.push(at($event))">
  <p id="target">old</p><button id="go" x-action="go">go</button>${content}</main>`

/** Notes the errors that bubble up to the root, and prevents them if the test says so. */
const script = `
  window.heard = []
  const at = (event) => {
    if (window.quiet) event.preventDefault()
    const { name, code, status, message } = event.detail.error
    return [event.target.id, name, code, status ?? 0, message]
  }`

const noise = /Failed to load resource/

function openWith(go: Action, options: Partial<AppOptions> = {}) {
  return open({ body: body(), script, actions: { go }, ...options })
}

const html = (text: string) =>
  action((ctx) => {
    ctx.type = 'html'
    ctx.body = text
  })

interface Answered {
  title: string
  go: Action
  outcome: Partial<Ended>
  /** Of the signal `n`, which starts at 0. */
  n?: number
  target?: string
  /** What the error says, unless there is none. */
  error?: RegExp
  /** Called when `n` is. */
  onShown?: () => void
}

const shown = gate()

const answered: Answered[] = [
  { title: 'items', go: action(() => ({ n: 1 })), outcome: { ok: true, status: 200 }, n: 1 },
  { title: 'nothing', go: action(() => {}), outcome: { ok: true, status: 204 } },
  {
    title: 'a stream',
    go: action(async function* () {
      yield { n: 1 }
      await null
      yield { n: 2 }
    }),
    outcome: { ok: true, status: 200 },
    n: 2,
  },
  {
    title: 'errors',
    go: action(() => [errors({ email: 'Taken', 'items.0.qty': ['Few', 'Odd'] }), { n: 1 }]),
    outcome: { ok: false, reason: 'http', status: 422, errors: { email: ['Taken'], 'items.0.qty': ['Few', 'Odd'] } },
    n: 1,
  },
  {
    title: 'items with a status of its own',
    go: action((ctx) => {
      ctx.status = 409
      return { n: 1 }
    }),
    outcome: { ok: false, reason: 'http', status: 409 },
    n: 1,
  },
  {
    title: 'a wrong method',
    go: action({ method: 'PUT' }, () => ({ n: 1 })),
    outcome: { ok: false, reason: 'http', status: 405 },
    error: /POST \/: this action takes PUT/,
  },
  {
    title: 'a refusal with a text to show',
    go: action((ctx) => ctx.throw(403, 'Only for owners')),
    outcome: { ok: false, reason: 'http', status: 403 },
    error: /: Only for owners/,
  },
  {
    title: 'an exception, whose text stays on the server',
    go: action(() => {
      throw new Error('secret')
    }),
    outcome: { ok: false, reason: 'http', status: 500 },
    error: /^((?!secret).)*POST \/((?!secret).)*$/s,
  },
  {
    title: 'an exception in the middle of a stream',
    go: action(async function* () {
      yield { n: 1 }
      await new Promise(setImmediate)
      throw new Error('secret')
    }),
    outcome: { ok: false, reason: 'http', status: 500 },
    n: 1,
    error: /^((?!secret).)*POST \/((?!secret).)*$/s,
  },
  {
    title: 'a refusal in the middle of a stream',
    go: action(async function* (ctx) {
      yield { n: 1 }
      await new Promise(setImmediate)
      ctx.throw(409, 'Changed by someone else')
    }),
    outcome: { ok: false, reason: 'http', status: 409 },
    n: 1,
    error: /: Changed by someone else/,
  },
  {
    title: 'a stream that is cut',
    go: action({ onDisconnect: 'abort' }, async function* (ctx) {
      yield { n: 1 }
      await shown.opened
      ctx.req.socket.destroy()
      await new Promise(() => {})
    }),
    outcome: { ok: false, reason: 'network', status: 200 },
    n: 1,
    error: /POST \//,
    onShown: shown.open,
  },
  {
    title: 'JSON',
    go: action((ctx) => {
      ctx.body = { a: [1, null, 'ü'] }
    }),
    outcome: { ok: true, status: 200, value: { a: [1, null, 'ü'] } },
  },
  {
    title: 'JSON with a status of its own',
    go: action((ctx) => {
      ctx.status = 402
      ctx.body = { price: 5 }
    }),
    outcome: { ok: false, reason: 'http', status: 402, value: { price: 5 } },
  },
  {
    title: 'text',
    go: action((ctx) => {
      ctx.body = 'hello'
    }),
    outcome: { ok: true, status: 200, value: 'hello' },
  },
  {
    title: 'HTML of its own',
    go: html('<p id="target">new</p>'),
    outcome: { ok: true, status: 200 },
    target: 'new',
  },
  {
    title: 'a strict target that is missing',
    go: action(() => [elements('<p>new</p>', { target: '#none', strict: true }), { n: 1 }]),
    outcome: { ok: false, reason: 'protocol', status: 200, problems: ['target'] },
    n: 1,
    error: /#none/,
  },
]

test.each(answered.map((row) => [row.title, row] as const))(
  'the outcome of %s',
  async (_title, { go, outcome, n = 0, target = 'old', error, onShown }) => {
    const { page, errors: reported } = await openWith(go, { expectErrors: error ?? noise })
    const reports = () => reported.filter((text) => !noise.test(text))
    const given = act(page, '#go', 'go', {}, { retry: 0 })
    if (onShown) await expect.poll(() => state(page)).toMatchObject({ root: { n } })
    onShown?.()
    expect(await given).toEqual({ errors: {}, problems: [], ...outcome })
    expect(await state(page)).toMatchObject({ root: { n } })
    expect(await page.textContent('#target')).toBe(target)
    reported.splice(0, reported.length, ...reports())
    expect(reported).toEqual(error ? [expect.stringMatching(error)] : [])
    const heard = (await page.evaluate('heard')) as unknown[][]
    const code = outcome.problems?.[0] ?? outcome.reason
    expect(heard.map(([id, name, code]) => [id, name, code])).toEqual(error ? [['go', 'HyperError', code]] : [])
  },
)

const page200 =
  '<!doctype html><html><head><link rel="icon" href="data:,"></head><body><p id="target">foreign</p><h1>Log in</h1></body></html>'

const foreign: [title: string, call: string, outcome: Partial<Ended>, error: RegExp][] = [
  [
    'a page of a route that is no action',
    '/page',
    { reason: 'protocol', status: 200 },
    /POST \/page:? answered 200 text\/html.*, not an event stream; is action\(/,
  ],
  ['a missing page', '/missing', { reason: 'http', status: 404 }, /POST \/missing:? answered 404 text\/html/],
  [
    'a login page that a proxy led to',
    '/proxied',
    { reason: 'protocol', status: 200 },
    /POST \/proxied.*\/login.* answered 200 text\/html/,
  ],
  [
    'an event stream of someone else',
    '/feed',
    { reason: 'protocol', status: 200 },
    /POST \/feed:? answered 200 text\/event-stream/,
  ],
  ['a name that no action has', 'nothing', { reason: 'http', status: 404 }, /POST \//],
  ['a name that every object has', 'constructor', { reason: 'http', status: 404 }, /POST \//],
]

test.each(foreign)('%s is not swapped in', async (_title, call, outcome, error) => {
  const { page, errors: reported } = await openWith(html(''), {
    expectErrors: new RegExp(`${noise.source}|${error.source}`),
    routes: (router) => {
      router.all(['/page', '/login'], (ctx) => {
        ctx.body = page200
      })
      router.all('/missing', (ctx) => {
        ctx.status = 404
        ctx.body = page200
      })
      router.all('/feed', (ctx) => {
        ctx.type = 'text/event-stream'
        ctx.body = 'event: signals\ndata: {"values":{"n":1}}\n\n'
      })
      router.all('/proxied', (ctx) => {
        ctx.respond = false
        ctx.res.writeHead(302, { Location: '/login' }).end()
      })
    },
  })
  expect(await act(page, '#go', call)).toEqual({ ok: false, errors: {}, problems: [], ...outcome })
  expect(await page.textContent('#target')).toBe('old')
  expect(await state(page)).toMatchObject({ root: { n: 0 } })
  expect(reported.filter((text) => !noise.test(text))).toEqual([expect.stringMatching(error)])
})

test('the error of an x-action says where, what happened and what to do next', async () => {
  const { page, errors: reported } = await open({
    body: body('<form action="/"><button id="add" x-action="/page">go</button></form>'),
    script,
    expectErrors: /answered/,
    routes: (router) =>
      router.all('/page', (ctx) => {
        ctx.body = page200
      }),
  })
  await page.click('#add')
  await expect.poll(() => reported).toHaveLength(1)
  expect(reported[0]).toMatch(
    /^HyperError: x-action="\/page" on <button id="add"[^>]*>: POST \/page:? answered 200 text\/html.*, not an event stream; is action\(…\) on that route\?/,
  )
  await idle(page)
})

test('HTML of a route that is no action is swapped in if the call asked for it', async () => {
  const { page } = await openWith(html(''), {
    routes: (router) =>
      router.get('/part', (ctx) => {
        ctx.body = '<p id="target">asked</p>'
      }),
  })
  expect(await act(page, '#go', 'GET /part', {}, { html: true })).toMatchObject({ ok: true, status: 200 })
  expect(await page.textContent('#target')).toBe('asked')
})

test('a login that the application redirects to is gone to', async () => {
  const { page, url } = await openWith(
    action((ctx) => ctx.redirect('/login')),
    {
      routes: (router) =>
        router.get('/login', (ctx) => {
          ctx.body = page200
        }),
    },
  )
  await page.click('#go')
  await page.waitForURL(`${url}/login`)
})

test.each([
  ['attachment; filename="report.txt"', 'report.txt'],
  ['attachment; filename="x.txt"; filename*=UTF-8\'\'r%C3%A9sum%C3%A9.txt', 'résumé.txt'],
  ['attachment; filename="a;b.txt"', 'a;b.txt'],
  [String.raw`attachment; filename="it's (\"new\").txt"`, `it's (_new_).txt`],
  ['attachment; filename=plain.txt; size=5', 'plain.txt'],
  ['attachment; filename="x.txt"; filename*=UTF-8\'\'%E0%A4%A', 'x.txt'],
])('a download is saved (%s)', async (disposition, name) => {
  const { page } = await openWith(
    action((ctx) => {
      ctx.set('Content-Disposition', disposition)
      ctx.type = 'text/plain'
      ctx.body = 'héllo'
    }),
  )
  const download = page.waitForEvent('download')
  expect(await act(page, '#go', 'go')).toMatchObject({ ok: true, status: 200 })
  const file = await download
  expect(file.suggestedFilename()).toBe(name)
  expect(await readFile(await file.path(), 'utf8')).toBe('héllo')
})

describe('a call that is cancelled', () => {
  test('ends as aborted, and no more of its answer lands', async () => {
    const held = gate()
    const { page } = await openWith(
      action(async function* () {
        yield { n: 1 }
        await held.opened
        yield { n: 2 }
      }),
    )
    const outcome = act(page, '#go', 'go')
    await expect.poll(() => state(page)).toMatchObject({ root: { n: 1 } })
    await page.evaluate(`Alpine.evaluate(document.getElementById('go'), '$action.cancel()')`)
    held.open()
    expect(await outcome).toEqual({ ok: false, reason: 'aborted', status: 200, errors: {}, problems: [] })
    expect(await state(page)).toMatchObject({ root: { n: 1 } })
    expect(await page.evaluate('heard')).toEqual([])
  })

  test('by name spares the others, and what waits in its lane is not sent', async () => {
    const held = gate()
    let started = 0
    const slow = action(async () => {
      started++
      await held.opened
    })
    const { page } = await open({ script, actions: { one: slow, two: slow }, body: body() })
    const one = [act(page, '#go', 'one'), act(page, '#go', 'one')]
    const two = act(page, '#go', 'two', {}, { lane: 'parallel' })
    await expect.poll(() => started).toBe(2)
    await page.evaluate(`Alpine.evaluate(document.getElementById('go'), '$action.cancel("one")')`)
    expect(await Promise.all(one)).toMatchObject([{ reason: 'aborted' }, { reason: 'aborted' }])
    held.open()
    expect(await two).toMatchObject({ ok: true, status: 204 })
    expect(started).toBe(2)
  })
})

test('a call that is blocked says so at once', async () => {
  const held = gate()
  const { page } = await openWith(action(() => held.opened))
  const first = act(page, '#go', 'go', {}, { lane: 'block' })
  expect(await act(page, '#go', 'go', {}, { lane: 'block' })).toEqual({
    ok: false,
    reason: 'blocked',
    errors: {},
    problems: [],
  })
  held.open()
  expect(await first).toMatchObject({ ok: true })
  expect(await act(page, '#go', 'go', {}, { lane: 'block' })).toMatchObject({ ok: true })
})

test('without a network the reason is offline', async () => {
  const { page } = await openWith(
    action(() => ({ n: 1 })),
    { context: {}, expectErrors: /ERR_INTERNET_DISCONNECTED|HyperError/ },
  )
  await page.context().setOffline(true)
  expect(await act(page, '#go', 'go', {}, { retry: 0 })).toEqual({
    ok: false,
    reason: 'offline',
    errors: {},
    problems: [],
  })
  await page.context().setOffline(false)
  expect(await act(page, '#go', 'go')).toMatchObject({ ok: true })
})

test.each([
  ['fetch one', /\$action\(/],
  ['/todos/:id', /:id/],
])('$action(%j) cannot be made, and throws', async (call, message) => {
  const { page } = await openWith(action(() => {}))
  await expect(act(page, '#go', call)).rejects.toThrow(message)
})

test('$action takes no data but an object, and throws', async () => {
  const { page } = await openWith(action(() => {}))
  await expect(act(page, '#go', 'go', 5)).rejects.toThrow(/plain object/)
})

test('the outcome comes after the page has settled', async () => {
  const go = action(() => [{ n: 1 }, elements('<p id="target" x-data="{ m: 5 }" x-text="m + n"></p>')])
  const { page } = await openWith(go, { body: body('<output x-text="n"></output>') })
  const texts = page.evaluate(`(async () => {
    await Alpine.evaluate(document.getElementById('go'), '[$action]')[0]('go')
    return [document.querySelector('output').textContent, document.getElementById('target').textContent]
  })()`)
  expect(await texts).toEqual(['1', '6'])
})

describe('an item that cannot be applied', () => {
  const raw = (events: string): Partial<AppOptions> => ({
    routes: (router) =>
      router.post('/raw', (ctx) => {
        ctx.set('Hyper-Answer', '1')
        ctx.type = 'text/event-stream'
        ctx.body = `${events}event: signals\ndata: {"values":{"n":1}}\n\nevent: end\ndata: {}\n\n`
      }),
  })

  test.each([
    ['of an unknown kind', 'event: confetti\ndata: {}\n\n', /confetti/],
    ['of a kind that every object has', 'event: constructor\ndata: {}\n\n', /constructor/],
    ['without a kind', 'data: {}\n\n', /message/],
    ['that is no JSON', 'event: signals\ndata: {"values":\n\n', /signals/],
    ['without data', 'event: signals\ndata: null\n\n', /signals/],
    ['with a foreign URL', 'event: url\ndata: {"push":"https://example.com/"}\n\n', /example\.com/],
  ])('%s is reported, and the next one is', async (_title, events, error) => {
    const { page, errors: reported } = await openWith(html(''), { ...raw(events), expectErrors: /HyperError/ })
    const outcome = await act(page, '#go', '/raw')
    expect(outcome).toMatchObject({ ok: true, status: 200 })
    expect(outcome.problems).toHaveLength(1)
    expect(await state(page)).toMatchObject({ root: { n: 1 } })
    expect(reported).toEqual([expect.stringMatching(error)])
  })

  test.each([
    ['javascript:heard.push("run")'],
    [' java\tscript:heard.push("run")'],
    ['https://example.com/'],
    ['//example.com/'],
    ['/\\example.com/'],
    ['/\t/example.com/'],
    ['data:text/html,x'],
  ])('a redirect to %j is reported and not followed', async (to) => {
    const { page, url } = await openWith(html(''), {
      routes: (router) =>
        router.post('/raw', (ctx) => {
          ctx.set('Hyper-Answer', '1')
          ctx.type = 'text/event-stream'
          ctx.body = `event: redirect\ndata: ${JSON.stringify({ url: to })}\n\n`
        }),
      expectErrors: /HyperError/,
    })
    expect((await act(page, '#go', '/raw')).problems).toHaveLength(1)
    expect(await page.evaluate('heard.filter((each) => each === "run")')).toEqual([])
    expect(page.url()).toBe(`${url}/`)
  })
})

describe('hyper:error', () => {
  const fails = action((ctx) => ctx.throw(409, 'Changed'))

  test('bubbles from the source, with a HyperError that knows the status', async () => {
    const { page } = await openWith(fails, { expectErrors: /409|Changed/ })
    await page.click('#go')
    await expect
      .poll(() => page.evaluate('heard'))
      .toEqual([['go', 'HyperError', 'http', 409, 'x-action="go" on <button id="go">: Changed']])
    await idle(page)
  })

  test('is heard on the window, and a listener that prevents it keeps the console silent', async () => {
    const { page, errors: reported } = await openWith(fails, {
      expectErrors: noise,
      body: body('<p @hyper:error.window="n = $event.detail.error.status"></p>'),
    })
    await page.evaluate('window.quiet = true')
    await act(page, '#go', 'go')
    expect(await state(page)).toMatchObject({ root: { n: 409 } })
    expect(reported.filter((text) => !noise.test(text))).toEqual([])
  })

  test('comes from the document if the source is gone', async () => {
    const held = gate()
    const { page } = await openWith(
      action(async (ctx) => {
        await held.opened
        ctx.throw(409, 'Changed')
      }),
      { expectErrors: /409|Changed/ },
    )
    await page.evaluate(`document.addEventListener('hyper:error', (event) => heard.push(event.target.nodeName))`)
    await page.click('#go')
    await page.evaluate(`document.getElementById('go').remove()`)
    held.open()
    await expect.poll(() => page.evaluate('heard')).toEqual(['#document'])
  })
})

describe.each(['standard', 'csp'] as const)('$action under the %s build', (alpine) => {
  const shown = (page: Page) =>
    page.evaluate(() => [...document.querySelectorAll('output')].map((el) => el.textContent))

  test('tells what is pending, by name, element and data, in every x-data around the source and in no other', async () => {
    const held = { one: gate(), two: gate() }
    const { page } = await open({
      alpine,
      actions: { one: action(() => held.one.opened), two: action(() => held.two.opened) },
      body: `<main x-data><output x-text="$action.pending()"></output>
        <section x-data>
          <button id="one" x-action.parallel="one({ id: 1 })">1</button><button id="two" x-action.parallel="two({ id: 2 })">2</button>
          <output x-text="$action.pending('one')"></output>
          <output x-text="$action.pending('one', { id: 1 })"></output>
          <output x-text="$action.pending('one', { id: 2 })"></output>
          <output x-text="$action.pending('one', $refs.one)"></output><i x-ref="one"></i>
          <button id="self" x-action.parallel="two"><output x-text="$action.pending('two', $root)"></output></button>
        </section>
        <section x-data><output x-text="$action.pending()"></output></section></main>`,
    })
    const none = Array(7).fill('false')
    expect(await shown(page)).toEqual(none)
    await page.click('#one')
    await expect.poll(() => shown(page)).toEqual(['true', 'true', 'true', 'false', 'false', 'false', 'false'])
    await page.click('#two')
    held.one.open()
    await expect.poll(() => shown(page)).toEqual(['true', ...none.slice(1)])
    held.two.open()
    await expect.poll(() => shown(page)).toEqual(none)
  })

  test('matches an element', async () => {
    const held = gate()
    const { page } = await open({
      alpine,
      actions: { go: action(() => held.opened) },
      body: `<main x-data><button id="one" x-ref="one" x-action="go">1</button><button x-ref="two" x-action="go">2</button>
        <output x-text="$action.pending('go', $refs.one)"></output><output x-text="$action.pending('go', $refs.two)"></output></main>`,
    })
    await page.click('#one')
    await expect.poll(() => shown(page)).toEqual(['true', 'false'])
    held.open()
    await idle(page)
    expect(await shown(page)).toEqual(['false', 'false'])
  })

  test('has the error of the last call, until the next', async () => {
    let fail = true
    const go = action((ctx) => {
      if (fail) ctx.throw(409, 'Changed')
    })
    const { page } = await openWith(go, {
      alpine,
      script: '',
      expectErrors: /409|Changed/,
      body: `<main x-data><button id="go" x-action="go">go</button>
        <output x-text="$action.error ? $action.error.code : 'none'"></output><output x-text="$action.error ? $action.error.status : 'none'"></output></main>`,
    })
    expect(await shown(page)).toEqual(['none', 'none'])
    await page.click('#go')
    await expect.poll(() => shown(page)).toEqual(['http', '409'])
    fail = false
    await page.click('#go')
    await expect.poll(() => shown(page)).toEqual(['none', 'none'])
  })

  test('has the field errors of the nearest form', async () => {
    const refuse = action((_ctx, { email }) =>
      email ? [] : errors({ email: ['Missing', 'Short'], 'items.0.qty': 'Few', '': 'Not saved' }),
    )
    const output = (expression: string) => `<output x-text="${expression}"></output>`
    const { page } = await open({
      alpine,
      expectErrors: noise,
      actions: { refuse },
      body: `<main x-data>
        <form id="one" x-action="refuse"><input name="email"><button>go</button>
          ${output("$action.errors.first('email')")}${output("$action.errors.all('email').join()")}${output("$action.errors.has('email')")}
          ${output("$action.errors.first('items.0.qty')")}${output("$action.errors.first('')")}${output("$action.errors.has('name')")}
          ${output('$action.errors.any()')}
          <button id="one-field" type="button" @click="$action.errors.clear('email')">x</button>
          <button id="all" type="button" @click="$action.errors.clear()">x</button></form>
        <form id="two" x-action="refuse">${output('$action.errors.any()')}</form>${output('$action.errors.any()')}</main>`,
    })
    const none = ['', '', 'false', '', '', 'false', 'false', 'false', 'false']
    const all = ['Missing', 'Missing,Short', 'true', 'Few', 'Not saved', 'false', 'true', 'false', 'false']
    expect(await shown(page)).toEqual(none)
    await page.click('#one button')
    await expect.poll(() => shown(page)).toEqual(all)
    await page.click('#one-field')
    await expect
      .poll(() => shown(page))
      .toEqual(['', '', 'false', 'Few', 'Not saved', 'false', 'true', 'false', 'false'])
    await page.click('#all')
    await expect.poll(() => shown(page)).toEqual(none)
    await page.click('#one button')
    await expect.poll(() => shown(page)).toEqual(all)
    await page.fill('[name=email]', 'a@b')
    await page.click('#one button')
    await expect.poll(() => shown(page)).toEqual(none)
  })
})

test('progress goes from 0 to 1 while a download comes in', async () => {
  const half = gate()
  const go = action((ctx) => {
    ctx.respond = false
    ctx.res.writeHead(200, { 'Hyper-Answer': '1', 'Content-Disposition': 'attachment', 'Content-Length': '8' })
    ctx.res.write('half')
    void half.opened.then(() => ctx.res.end('half'))
  })
  const { page } = await openWith(go, { body: body('<output x-text="$action.progress()"></output>') })
  expect(await page.textContent('output')).toBe('0')
  const outcome = act(page, '#go', 'go')
  await expect.poll(() => page.textContent('output')).toBe('0.5')
  const download = page.waitForEvent('download')
  half.open()
  expect(await outcome).toMatchObject({ ok: true })
  await download
  expect(await page.textContent('output')).toBe('0')
})

test('of a download that does not say how long it is, progress is not known', async () => {
  const go = action((ctx) => {
    ctx.respond = false
    ctx.res.writeHead(200, { 'Hyper-Answer': '1', 'Content-Disposition': 'attachment' })
    ctx.res.write('half')
    ctx.res.end('half')
  })
  const { page } = await openWith(go, {
    script: 'window.seen = new Set()',
    body: body('<output x-effect="seen.add($action.progress())"></output>'),
  })
  const download = page.waitForEvent('download')
  expect(await act(page, '#go', 'go')).toMatchObject({ ok: true })
  await download
  expect(await page.evaluate('[...seen]')).toEqual([0])
})

describe('lanes', () => {
  test('replace: a superseded answer changes nothing, also when the next is over before it', async () => {
    const held = gate()
    const { page } = await openWith(
      action(async function* (_ctx, { id }) {
        yield { [`begun${id}`]: true }
        if (id !== 3) await held.opened
        yield { n: Number(id) }
      }),
    )
    const call = (id: number) => act(page, '#go', 'go', { id }, { lane: 'replace' })
    const first = call(1)
    await expect.poll(() => state(page)).toMatchObject({ root: { begun1: true } })
    const second = call(2)
    await expect.poll(() => state(page)).toMatchObject({ root: { begun2: true } })
    expect(await first).toMatchObject({ reason: 'aborted' })
    // the first has left its lane by now, and must not have taken the second's place with it
    expect(await call(3)).toMatchObject({ ok: true })
    held.open()
    expect(await second).toMatchObject({ reason: 'aborted' })
    expect(await state(page)).toMatchObject({ root: { n: 3 } })
  })

  test('queue: the calls of a component run in order, also after one that failed', async () => {
    const held = gate()
    const order: unknown[] = []
    const go = action(async (ctx, { id }) => {
      order.push(id)
      if (id === 1) await held.opened
      if (id === 2) ctx.throw(409)
    })
    const { page } = await openWith(go, {
      expectErrors: /409|Conflict/,
      body: body(
        '<button id="other" x-action="go({ id: 3 })">3</button><p x-data><b id="apart" x-action="go({ id: 4 })">4</b></p>',
      ),
    })
    const calls = [act(page, '#go', 'go', { id: 1 }), act(page, '#go', 'go', { id: 2 })]
    await page.click('#other')
    await page.click('#apart')
    await expect.poll(() => order).toEqual([1, 4])
    held.open()
    expect(await Promise.all(calls)).toMatchObject([{ ok: true }, { status: 409 }])
    await expect.poll(() => order).toEqual([1, 4, 2, 3])
    await idle(page)
  })

  test('block: a cancelled call gives its place back, and its end does not free that of its successor', async () => {
    const held = gate()
    let started = 0
    const go = action(async () => {
      started++
      await held.opened
    })
    const { page } = await openWith(go)
    const call = () => act(page, '#go', 'go', {}, { lane: 'block' })
    const first = call()
    await expect.poll(() => started).toBe(1)
    await page.evaluate(`Alpine.evaluate(document.getElementById('go'), '$action.cancel()')`)
    expect(await first).toMatchObject({ reason: 'aborted' })
    const second = call()
    await expect.poll(() => started).toBe(2)
    expect(await call()).toMatchObject({ reason: 'blocked' })
    held.open()
    expect(await second).toMatchObject({ ok: true })
  })

  test('parallel: each has its own outcome, and the source is busy until the last', async () => {
    const held = [gate(), gate()]
    const go = action(async (_ctx, { id }) => {
      await held[Number(id)]?.opened
      return signals({ n: Number(id) })
    })
    const { page } = await openWith(go)
    const calls = [0, 1].map((id) => act(page, '#go', 'go', { id }, { lane: 'parallel' }))
    await expect.poll(() => page.getAttribute('#go', 'aria-busy')).toBe('true')
    held[1]?.open()
    expect(await calls[1]).toMatchObject({ ok: true })
    expect(await state(page)).toMatchObject({ root: { n: 1 } })
    expect(await page.getAttribute('#go', 'aria-busy')).toBe('true')
    held[0]?.open()
    expect(await calls[0]).toMatchObject({ ok: true })
    expect(await page.getAttribute('#go', 'aria-busy')).toBeNull()
  })
})

test('toasts that were queued before an error are shown', async () => {
  const { page } = await openWith(
    action((ctx) => {
      ctx.hyper.toast('Half done')
      ctx.throw(409, 'Changed')
    }),
    { body: body('<div x-toasts></div>'), expectErrors: /409|Changed/ },
  )
  await act(page, '#go', 'go')
  expect(await page.textContent('.hyper-toast p')).toBe('Half done')
})

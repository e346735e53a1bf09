import type { Socket } from 'node:net'
import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { action } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { type Heard, useMisbehaving } from './misbehaving.js'
import { act, evaluate, idle, state } from './page.js'

const open = useApp()
const misbehaving = useMisbehaving()

const event = (kind: string, data: unknown, id?: string) =>
  `event: ${kind}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`
const add = (n: string) => event('elements', { markup: `<li>${n}</li>`, target: '#list', swap: 'append' })
const end = event('end', {})

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
const head = (more = '', status = '200 OK') =>
  `HTTP/1.1 ${status}\r\nHyper-Answer: 1\r\nContent-Type: text/event-stream\r\n${more}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n`

type Step = (socket: Socket, heard: Heard, page: Page) => void

const stream =
  (text: string, more = '') =>
  (socket: Socket) =>
    void socket.write(head(more) + chunk(text))
const whole =
  (text: string, more = '') =>
  (socket: Socket) =>
    void socket.end(`${head(more)}${chunk(text + end)}0\r\n\r\n`)
/** Says a part, and breaks when the page has read it: a browser drops what it has not. */
const cut =
  (text: string, more = ''): Step =>
  async (socket, _heard, page) => {
    const read = (await page.evaluate('bytes')) as number
    const answered = page.waitForResponse(/fault/)
    socket.write(head(more) + (text && chunk(text)))
    await answered
    await page.waitForFunction(`bytes >= ${read + Buffer.byteLength(text)}`)
    socket.destroy()
  }
const dead: Step = (socket) => void socket.resetAndDestroy()
const plain =
  (status: string, more = ''): Step =>
  (socket) =>
    void socket.end(
      `HTTP/1.1 ${status}\r\nDate: Sat, 21 Nov 2026 08:00:00 GMT\r\n${more}Content-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno`,
    )

const body = `<main id="root" x-data="{ n: 0 }" @hyper:error="$event.preventDefault(); failures.push($event.detail.error.code)">
  <p id="it"></p><ul id="list"></ul><b id="on" x-online>on</b><b id="off" x-offline>off</b></main>`

/** No chance in the waits: 0, at once, or 1, the longest. */
const script = (chance = 0) => `window.failures = []
  Math.random = () => ${chance}
  window.bytes = 0
  const { read } = ReadableStreamDefaultReader.prototype
  ReadableStreamDefaultReader.prototype.read = async function () {
    const result = await read.call(this)
    bytes += result.value?.length ?? 0
    return result
  }
  window.waits = []
  const timer = setTimeout
  window.setTimeout = (act, time, ...rest) => (waits.push(time), timer(act, ${chance} && time !== 30_000 ? Math.min(time, 30) : time, ...rest))`

interface Options extends Partial<AppOptions> {
  chance?: number
}

/** A page whose requests to /fault are answered by each step in turn, the last one again and again. */
async function openFaulty(steps: Step[], { chance, ...options }: Options = {}) {
  const app = await open({
    body,
    script: script(chance),
    actions: { well: action(() => ({ n: 5 })) },
    expectErrors: /Failed to load resource|ERR_/,
    ...options,
  })
  const heard: Heard[] = []
  const url = await misbehaving(app.url, (socket, request) => {
    const at = heard.push(request) - 1
    const step = steps[Math.min(at, steps.length - 1)]
    step?.(socket, request, app.page)
  })
  await app.page.goto(url)
  await app.page.waitForFunction('window.Alpine && document.querySelector("main")._x_dataStack')
  const header = (name: string) => heard.map(({ headers }) => headers.get(name))
  return { page: app.page, heard, header }
}

const rows = (page: Page) => page.locator('#list li').allTextContents()
const retry = (page: Page) =>
  page.evaluate(`(async () => (await Alpine.evaluate(document.querySelector('#it'), '[$action]')[0].retry())?.ok)()`)
const failures = (page: Page) => page.evaluate('failures')

describe('a call that the network fails is made again', () => {
  test('under its key, with the same body, and told as such', async () => {
    const { page, heard, header } = await openFaulty([dead, cut(''), whole(event('signals', { values: { n: 1 } }))])
    expect(await act(page, '#it', '/fault', { a: [1, 'ü'] })).toMatchObject({ ok: true, status: 200, problems: [] })
    expect(await state(page)).toMatchObject({ root: { n: 1 } })
    expect(await failures(page)).toEqual([])
    // Chromium itself sends once more what died on a connection that it used before
    const attempts = heard.filter(
      (each, at) => each.headers.get('Hyper-Attempt') !== heard[at - 1]?.headers.get('Hyper-Attempt'),
    )
    expect(attempts.map(({ headers }) => headers.get('Hyper-Attempt'))).toEqual([null, '2', '3'])
    expect(new Set(header('Idempotency-Key')).size).toBe(1)
    expect(new Set(header('Hyper-Call')).size).toBe(1)
    expect(new Set(heard.map(({ body }) => body))).toEqual(new Set([Buffer.from('{"a":[1,"ü"]}').toString('latin1')]))
    expect(attempts.map(({ headers }) => headers.get('Hyper-Received'))).toEqual([null, '0', '0'])
    const [, second, third] = attempts.map(({ headers }) => Number(headers.get('Hyper-Age')))
    expect(third).toBeGreaterThan(second ?? Infinity)
  })

  test('and goes on behind the items that it has', async () => {
    const { page, header } = await openFaulty([
      cut(add('1') + add('2')),
      cut(add('3') + add('4').slice(0, 30)),
      whole(add('4')),
    ])
    expect(await act(page, '#it', '/fault')).toMatchObject({ ok: true, problems: [] })
    expect(await rows(page)).toEqual(['1', '2', '3', '4'])
    expect(header('Hyper-Received')).toEqual([null, '2', '3'])
  })

  test('and a pace that the server names counts as none of them', async () => {
    const { page, header } = await openFaulty([cut(`${add('1')}retry: 100\n\n${add('2')}`), whole(add('3'))])
    expect(await act(page, '#it', '/fault')).toMatchObject({ ok: true })
    expect(header('Hyper-Received')).toEqual([null, '2'])
  })

  test('when the rest of an answer whose length is known does not come', async () => {
    const text = add('1') + end
    const known = `HTTP/1.1 200 OK\r\nHyper-Answer: 1\r\nContent-Type: text/event-stream\r\nContent-Length: ${text.length}\r\n\r\n`
    const { page, header } = await openFaulty(
      [(socket) => void socket.write(known + text.slice(0, 30)), (socket) => void socket.end(known + text)],
      { plugin: 'timeout: 300' },
    )
    expect(await act(page, '#it', '/fault')).toMatchObject({ ok: true })
    expect(await rows(page)).toEqual(['1'])
    expect(header('Hyper-Received')).toEqual([null, '0'])
  })

  test('with its files', async () => {
    const { page, heard } = await openFaulty([cut(''), whole(event('signals', { values: { n: 1 } }))], {
      body: `${body}<form id="form" x-data><input type="file" name="f"></form>`,
    })
    await page.setInputFiles('input', { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('some text') })
    const outcome = await page.evaluate(`(async () => {
      const [run] = Alpine.evaluate(document.querySelector('#it'), '[$action]')
      return (await run('/fault', { f: document.querySelector('input').files })).ok
    })()`)
    expect(outcome).toBe(true)
    expect(heard).toHaveLength(2)
    for (const { body } of heard) expect(body).toContain('some text')
  })

  test.each<[string, Step]>([
    ['a proxy that says 502', plain('502 Bad Gateway')],
    ['a proxy that says 504', plain('504 Gateway Timeout')],
    ['a 503 in a deployment', plain('503 Service Unavailable')],
    [
      'a server that says when to come back',
      (socket) =>
        socket.end(
          `${head('Retry-After: 1\r\n', '503 Busy')}${chunk(end)}0\r\n\r\n`.replace(
            'event: end\ndata: {}',
            'event: error\ndata: {"status":503,"id":"1"}',
          ),
        ),
    ],
  ])('after %s', async (_title, step) => {
    const { page, header } = await openFaulty([step, whole(event('signals', { values: { n: 1 } }))], { chance: 1 })
    expect(await act(page, '#it', '/fault')).toMatchObject({ ok: true })
    expect(header('Hyper-Attempt')).toEqual([null, '2'])
  })

  test.each<[string, Step, string]>([
    ['a 500', plain('500 Oops'), 'http'],
    ['a 404', plain('404 Not Found'), 'http'],
    ['a foreign page', plain('200 OK'), 'protocol'],
    [
      'a 503 of the action itself',
      (socket) => socket.end(`${head('', '503 Busy')}${chunk(event('error', { status: 503, id: '1' }))}0\r\n\r\n`),
      'http',
    ],
    ['a server that says to come back in an hour', plain('503 Busy', 'Retry-After: 3600\r\n'), 'http'],
  ])('but not after %s', async (_title, step, reason) => {
    const { page, heard } = await openFaulty([step])
    expect(await act(page, '#it', '/fault')).toMatchObject({ ok: false, reason })
    expect(heard).toHaveLength(1)
    expect(await failures(page)).toEqual([reason])
  })

  test('at most for as long as `retry` says, and then it has failed, once', async () => {
    const { page, header } = await openFaulty([cut('')], { plugin: 'retry: 300' })
    expect(await act(page, '#it', '/fault')).toMatchObject({ ok: false, reason: 'network' })
    expect(await failures(page)).toEqual(['network'])
    expect(Number(header('Hyper-Attempt').at(-1))).toBeGreaterThan(2)
  })

  test.each([
    ['0 of createHyper', 'retry: 0', {}],
    ['0 of the call', '', { retry: 0 }],
  ])('never, with a `retry` of %s', async (_title, plugin, options) => {
    const { page, heard } = await openFaulty([cut('')], { plugin })
    expect(await act(page, '#it', '/fault', {}, options)).toMatchObject({ ok: false, reason: 'network' })
    expect(heard).toHaveLength(1)
  })

  test('after waits that grow, up to half a minute, and by the pace that the server names', async () => {
    const { page } = await openFaulty([cut(''), cut(''), cut('retry: 2000\n\n'), cut(''), whole('')], { chance: 1 })
    expect(await act(page, '#it', 'GET /fault')).toMatchObject({ ok: true })
    const waits = (await page.evaluate('waits')) as number[]
    // other timers are the limit to the first byte
    expect(waits.filter((time) => time >= 100 && time !== 30_000)).toEqual([500, 1000, 8000, 16_000])
  })

  test('at a pace of its own when the server names none that is fair', async () => {
    const { page } = await openFaulty([cut('retry: 0\n\n'), cut('retry: -1\nretry: x\n\n'), whole('')], { chance: 1 })
    expect(await act(page, '#it', 'GET /fault')).toMatchObject({ ok: true, problems: [] })
    const waits = (await page.evaluate('waits')) as number[]
    expect(waits.filter((time) => time >= 100 && time !== 30_000)).toEqual([100, 200])
  })

  test('not if it was cancelled while it waits', async () => {
    const { page, heard } = await openFaulty([cut('')], {
      plugin: 'retry: 1e6',
      script: script(0).replace('() => 0', '() => 1e3'),
    })
    const outcome = act(page, '#it', '/fault')
    await page.waitForFunction('waits.length > 1')
    await evaluate(page, '#it', '$action.cancel()')
    expect(await outcome).toMatchObject({ ok: false, reason: 'aborted' })
    await idle(page)
    expect(heard.filter(({ headers }) => !headers.has('Hyper-Cancel'))).toHaveLength(1)
    expect(await failures(page)).toEqual([])
  })
})

describe('a stream that is cut is opened again', () => {
  test('at its last checkpoint, which only checkpoints move', async () => {
    const { page, header } = await openFaulty([
      cut(add('1') + event('checkpoint', { name: 'one' }, 'one~1') + add('2')),
      cut(`${event('signals', { values: { n: 1 } }, 'no')}: comment\n\n`),
      whole(
        add('2').replaceAll('\n', '\r\n') +
          event('checkpoint', { name: 'ü' }, 'ü') +
          event('signals', { values: { n: 2 } }),
      ),
    ])
    expect(await act(page, '#it', 'GET /fault')).toMatchObject({ ok: true, problems: [] })
    expect(header('Last-Event-ID')).toEqual([null, 'one~1', 'one~1'])
    expect(header('Idempotency-Key')).toEqual([null, null, null])
    expect(await state(page)).toMatchObject({ root: { n: 2 } })
  })

  test('for as long as the page wants it, whatever `retry` says', async () => {
    const { page, header } = await openFaulty([stream(add('1')), cut('')], { plugin: 'retry: 100' })
    const outcome = act(page, '#it', 'GET /fault')
    await expect.poll(() => rows(page)).toEqual(['1'])
    await page.evaluate('dispatchEvent(new PageTransitionEvent("pagehide"))')
    await expect.poll(() => Number(header('Hyper-Attempt').at(-1))).toBeGreaterThan(12)
    await evaluate(page, '#it', '$action.cancel()')
    expect(await outcome).toMatchObject({ reason: 'aborted' })
  })

  test('also when the server takes too long to answer, which it has done before', async () => {
    const { page, header } = await openFaulty([cut(add('1')), () => {}, whole(add('2'))], { plugin: 'timeout: 300' })
    expect(await act(page, '#it', 'GET /fault')).toMatchObject({ ok: true })
    expect(await rows(page)).toEqual(['1', '2'])
    expect(header('Hyper-Attempt')).toEqual([null, '2', '3'])
  })

  test('when it was silent for three heartbeats', async () => {
    const beats: Step = (socket) => {
      stream(add('1'), 'Hyper-Heartbeat: 100\r\n')(socket)
      let left = 8
      const timer = setInterval(() => (left-- ? socket.write(chunk(':\n\n')) : clearInterval(timer)), 60)
    }
    const { page, header } = await openFaulty([beats, whole(add('2'))])
    const since = Date.now()
    expect(await act(page, '#it', 'GET /fault')).toMatchObject({ ok: true })
    expect(Date.now() - since).toBeGreaterThan(600)
    expect(header('Hyper-Attempt')).toEqual([null, '2'])
    expect(await rows(page)).toEqual(['1', '2'])
  })

  test('when the page comes back, after it was closed for the page to be put aside', async () => {
    const { page, header } = await openFaulty([stream(add('1')), whole(add('2'))], {
      script: script(0).replace('() => 0', '() => 1e3'),
    })
    const outcome = act(page, '#it', 'GET /fault')
    await expect.poll(() => rows(page)).toEqual(['1'])
    await page.evaluate('dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))')
    await page.waitForFunction('waits.length > 1')
    await page.evaluate('dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))')
    expect(await outcome).toMatchObject({ ok: true })
    expect(header('Hyper-Attempt')).toEqual([null, '2'])
  })

  test('and what had no answer then is asked for again', async () => {
    const { page, header } = await openFaulty([() => {}, whole(add('1'))])
    const outcome = act(page, '#it', '/fault')
    await expect.poll(() => header('Hyper-Attempt')).toEqual([null])
    await page.evaluate('dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))')
    expect(await outcome).toMatchObject({ ok: true })
    expect(header('Hyper-Attempt')).toEqual([null, '2'])
  })

  test('not when it ended', async () => {
    const { page, heard } = await openFaulty([whole(add('1'))])
    expect(await act(page, '#it', 'GET /fault')).toMatchObject({ ok: true })
    expect(heard).toHaveLength(1)
  })
})

describe('without a network', () => {
  test('a call waits, and is made at once when there is one', async () => {
    const { page, header } = await openFaulty([whole(event('signals', { values: { n: 1 } }))], {
      context: {},
      chance: 0,
    })
    await page.context().setOffline(true)
    const outcome = act(page, '#it', '/fault')
    // the limit to the first byte, and the wait
    await page.waitForFunction('waits.length > 1')
    await expect.poll(() => page.isVisible('#off')).toBe(true)
    expect(await evaluate(page, '#it', '[$action.online, $action.pending()]')).toEqual([false, true])
    await page.context().setOffline(false)
    expect(await outcome).toMatchObject({ ok: true })
    expect(header('Hyper-Attempt')).toEqual(['2'])
    await expect.poll(() => page.isVisible('#on')).toBe(true)
    await expect.poll(() => page.isVisible('#off')).toBe(false)
  })

  test('one that writes fails after its time, and $action.retry() makes it again', async () => {
    const { page, header } = await openFaulty([whole(event('signals', { values: { n: 1 } }))], {
      context: {},
      plugin: 'retry: 200',
    })
    await page.context().setOffline(true)
    expect(await act(page, '#it', '/fault', { a: 1 })).toMatchObject({ ok: false, reason: 'offline' })
    await page.context().setOffline(false)
    expect(await retry(page)).toBe(true)
    expect(header('Hyper-Attempt')).toEqual(['2'])
    expect(await state(page)).toMatchObject({ root: { n: 1 } })
  })

  test('a server that is away counts, too', async () => {
    const { page } = await openFaulty([dead, dead, dead, dead, dead, dead, dead, whole('')], { plugin: 'retry: 1e6' })
    await page.evaluate('Math.random = () => 1e3')
    const outcome = act(page, '#it', '/fault')
    await page.waitForFunction('waits.length > 1')
    await expect.poll(() => page.isVisible('#on')).toBe(true)
    await evaluate(page, '#it', '[$action.retry()].length')
    await expect.poll(() => page.isVisible('#off')).toBe(true)
    await page.evaluate('Math.random = () => 0')
    await evaluate(page, '#it', '[$action.retry()].length')
    expect(await outcome).toMatchObject({ ok: true })
    await expect.poll(() => page.isVisible('#off')).toBe(false)
  })
})

describe('$action.retry()', () => {
  test('goes on with what has failed: its key, its data, behind the items that it has', async () => {
    const { page, heard, header } = await openFaulty([cut(add('1')), whole(add('2'))], { plugin: 'retry: 0' })
    expect(await act(page, '#it', '/fault', { a: 1 })).toMatchObject({ reason: 'network' })
    expect(await evaluate(page, '#it', '$action.error.code')).toBe('network')
    expect(await retry(page)).toBe(true)
    expect(await rows(page)).toEqual(['1', '2'])
    expect(new Set(header('Idempotency-Key')).size).toBe(1)
    expect(header('Hyper-Received')).toEqual([null, '1'])
    expect(heard[1]?.body).toBe(heard[0]?.body)
    expect(await evaluate(page, '#it', '$action.error')).toBeUndefined()
    expect(await retry(page)).toBeUndefined()
  })

  test('is another call when the server has answered that it failed', async () => {
    const { page, header } = await openFaulty([plain('500 Oops'), whole(add('1'))])
    await act(page, '#it', '/fault', { a: 1 })
    expect(await retry(page)).toBe(true)
    expect(new Set(header('Idempotency-Key')).size).toBe(2)
    expect(header('Hyper-Attempt')).toEqual([null, null])
  })
})

describe('a cancelled call', () => {
  test('is cancelled on the server, too, if it writes', async () => {
    const { page, heard } = await openFaulty([stream(add('1'))])
    const outcome = act(page, '#it', '/fault?a=1')
    await expect.poll(() => rows(page)).toEqual(['1'])
    await evaluate(page, '#it', '$action.cancel()')
    expect(await outcome).toMatchObject({ reason: 'aborted' })
    await expect.poll(() => heard.length).toBe(2)
    const [call, cancel] = heard
    expect([cancel?.method, cancel?.path]).toEqual(['DELETE', call?.path])
    expect(cancel?.headers.get('Hyper-Cancel')).toBe('1')
    expect(cancel?.headers.get('Hyper-Call')).toBe(call?.headers.get('Hyper-Call'))
  })

  test('is so in the name of the user who made it, whatever tells that', async () => {
    const { page, heard } = await openFaulty([stream(add('1'))], {
      plugin: `headers: () => ({ Authorization: 'Bearer 1' })`,
      script: `${script()}
        addEventListener('hyper:before', ({ detail }) => detail.request.headers.set('X-Tenant', '2'))`,
    })
    const outcome = act(page, '#it', '/fault')
    await expect.poll(() => rows(page)).toEqual(['1'])
    await evaluate(page, '#it', '$action.cancel()')
    await outcome
    await expect.poll(() => heard.length).toBe(2)
    const told = heard.map(({ headers }) => [headers.get('Authorization'), headers.get('X-Tenant')])
    expect(told).toEqual([
      ['Bearer 1', '2'],
      ['Bearer 1', '2'],
    ])
  })

  test('is cancelled as whoever made it, by the headers that the application gave it', async () => {
    const { page, heard } = await openFaulty([stream(add('1'))], {
      plugin: `headers: () => ({ Authorization: 'Bearer 1' })`,
    })
    const outcome = act(page, '#it', '/fault', { a: 1 })
    await expect.poll(() => rows(page)).toEqual(['1'])
    await evaluate(page, '#it', '$action.cancel()')
    expect(await outcome).toMatchObject({ reason: 'aborted' })
    await expect.poll(() => heard[1]?.headers.get('Authorization')).toBe('Bearer 1')
    expect(heard[1]?.headers.get('Content-Type')).toBe(null)
  })

  test('that only reads just leaves', async () => {
    let left = () => {}
    const leaving = new Promise<void>((resolve) => {
      left = resolve
    })
    const { page, heard } = await openFaulty([(socket) => stream(add('1'))(socket.once('close', left))])
    const outcome = act(page, '#it', 'GET /fault')
    await expect.poll(() => rows(page)).toEqual(['1'])
    await evaluate(page, '#it', '$action.cancel()')
    expect(await outcome).toMatchObject({ reason: 'aborted' })
    await leaving
    expect(heard).toHaveLength(1)
  })
})

describe('a hand-over', () => {
  const to = (more: object = {}) =>
    event('switch', { action: '/fault/watch', method: 'GET', data: { id: 1 }, depth: 1, ...more })

  test('goes on with another request in one busy time, one lane and one outcome', async () => {
    const { page, heard } = await openFaulty([
      (socket) => void socket.end(`${head()}${chunk(add('1') + to())}0\r\n\r\n`),
      cut(add('2') + event('checkpoint', { name: 'two' }, 'two')),
      whole(add('3')),
    ])
    await page.evaluate(`window.busy = []
      new MutationObserver(() => busy.push(it.hasAttribute('aria-busy'))).observe(it, { attributes: true, attributeFilter: ['aria-busy'] })`)
    expect(await act(page, '#it', '/fault', { a: 1 })).toMatchObject({ ok: true, problems: [] })
    expect(await rows(page)).toEqual(['1', '2', '3'])
    expect(await page.evaluate('busy')).toEqual([true, false])
    expect(heard.map(({ method, path }) => [method, decodeURIComponent(path)])).toEqual([
      ['POST', '/fault'],
      ['GET', '/fault/watch?_data={"id":1}'],
      ['GET', '/fault/watch?_data={"id":1}'],
    ])
    const [first, second, third] = heard.map(({ headers }) => headers)
    expect(second?.get('Hyper-Call')).toBe(`${first?.get('Hyper-Call')}-1`)
    expect(second?.get('Hyper-Attempt')).toBeNull()
    expect(third?.get('Last-Event-ID')).toBe('two')
  })

  test('to a write has a key of its own', async () => {
    const { page, header } = await openFaulty([
      (socket) => void socket.end(`${head()}${chunk(to({ method: 'POST' }))}0\r\n\r\n`),
      whole(add('1')),
    ])
    expect(await act(page, '#it', '/fault')).toMatchObject({ ok: true })
    expect(new Set(header('Idempotency-Key')).size).toBe(2)
  })

  test.each([
    ['a loop', to(), /the limit is 10 hand-overs; is it a loop\?/],
    ['a depth that the server says', to({ depth: 11 }), /is it a loop\?/],
    ['another origin', to({ action: 'x', url: 'https://example.com/' }), /is of another origin/],
    ['no method', to({ method: 'A B' }), /was not handed over to/],
    ['nowhere', to({ action: '//example.com/x' }), /is of another origin/],
  ])('to %s ends with an error', async (_title, text, message) => {
    const { page, heard } = await openFaulty([(socket) => void socket.end(`${head()}${chunk(text)}0\r\n\r\n`)])
    await page.evaluate(`addEventListener('hyper:error', (event) => { window.message = event.detail.error.message })`)
    expect(await act(page, '#it', '/fault')).toMatchObject({ ok: false, reason: 'protocol' })
    expect(await page.evaluate('message')).toMatch(message)
    expect(heard.length).toBeLessThan(12)
  })

  test('ends as a whole when it is replaced', async () => {
    const { page, heard } = await openFaulty([
      (socket) => void socket.end(`${head()}${chunk(to())}0\r\n\r\n`),
      stream(add('1')),
      whole(add('2')),
    ])
    const first = act(page, '#it', '/fault', {}, { lane: 'replace' })
    await expect.poll(() => rows(page)).toEqual(['1'])
    const second = act(page, '#it', '/fault', {}, { lane: 'replace' })
    expect(await first).toMatchObject({ reason: 'aborted' })
    expect(await second).toMatchObject({ ok: true })
    expect(heard).toHaveLength(3)
  })
})

test('progress is that of the call', async () => {
  const { page } = await openFaulty([stream(event('progress', { value: 0.4 }))])
  const outcome = act(page, '#it', '/fault')
  await expect.poll(() => evaluate(page, '#it', '$action.progress()')).toBe(0.4)
  await evaluate(page, '#it', '$action.cancel()')
  await outcome
})

test('a call of which the server does not know whether it ran ends as such', async () => {
  const lost = event('error', { status: 409, id: '1', reason: 'unknown', message: 'It may have run' })
  const { page, heard } = await openFaulty([
    dead,
    dead,
    (socket) => void socket.end(`${head('', '409 Conflict')}${chunk(lost)}0\r\n\r\n`),
  ])
  expect(await act(page, '#it', '/fault')).toMatchObject({ ok: false, reason: 'unknown', status: 409 })
  expect(await failures(page)).toEqual(['unknown'])
  expect(heard.length).toBeGreaterThan(1)
})

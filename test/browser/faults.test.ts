import type { Socket } from 'node:net'
import type { Context } from 'koa'
import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import type { HyperError } from '../../plugin/index.js'
import { action } from '../../server/index.js'
import { useApp } from './app.js'
import { useMisbehaving } from './misbehaving.js'
import { act, evaluate, idle, state } from './page.js'

const open = useApp()
const misbehaving = useMisbehaving()

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const head =
  'HTTP/1.1 200 OK\r\nHyper-Answer: 1\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
const whole = `${head}${chunk('event: signals\ndata: {"values":{"n":1}}\n\n')}${chunk('event: end\ndata: {}\n\n')}0\r\n\r\n`

/** What a page that misbehaves sends on its socket, and what is told of it. */
interface Fault {
  send: (socket: Socket, page: Page) => void
  reason: string
  message: RegExp
  status?: number
  retryAfter?: number
  /** Of the call. */
  timeout?: number
}

const say =
  (head: string, body = '', end = true) =>
  (socket: Socket) => {
    socket.write(
      `HTTP/1.1 ${head.replaceAll('\n', '\r\n')}\r\n${/^Date: /m.test(head) ? '' : 'Date: Sat, 21 Nov 2026 08:00:00 GMT\r\n'}${end ? `Content-Length: ${Buffer.byteLength(body)}\r\n` : ''}\r\n${body}`,
    )
  }

const page = '<!doctype html><p id="foreign">Bad</p>'

const dates = ['Sun, 06 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 09:49:37 GMT']

const faults: Record<string, Fault> = {
  'a reset before the headers': {
    send: (socket) => socket.resetAndDestroy(),
    reason: 'network',
    message: /POST \/fault had no answer: /,
  },
  'an end in the middle of the headers': {
    send: (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConte'),
    reason: 'network',
    status: 200,
    message: /POST \/fault was cut off/,
  },
  'an end before the headers': { send: (socket) => socket.end(), reason: 'network', message: /had no answer/ },
  'a reset after the headers': {
    send: (socket, page) => {
      void page.waitForEvent('response').then(() => socket.resetAndDestroy())
      socket.write(head)
    },
    reason: 'network',
    status: 200,
    message: /POST \/fault was cut off/,
  },
  silence: { send: () => {}, reason: 'timeout', timeout: 400, message: /POST \/fault had no answer in 400 ms/ },
  'headers in the middle of which it falls silent': {
    send: (socket) => socket.write('HTTP/1.1 200 OK\r\nHyper-'),
    reason: 'timeout',
    timeout: 400,
    message: /in 400 ms/,
  },
  'a whole answer in the middle of which it falls silent': {
    send: (socket) =>
      socket.write(
        'HTTP/1.1 200 OK\r\nHyper-Answer: 1\r\nContent-Type: text/event-stream\r\nContent-Length: 99\r\n\r\nevent: sig',
      ),
    reason: 'network',
    status: 200,
    timeout: 400,
    message: /POST \/fault was cut off/,
  },
  'what is no HTTP': { send: (socket) => socket.end('hello'), reason: 'network', message: /had no answer/ },
  'a wrong content type': {
    send: say('200 OK\nContent-Type: text/plain', 'event: end\ndata: {}\n\n'),
    reason: 'protocol',
    status: 200,
    message: /answered 200 text\/plain, not an event stream; is action\(…\) on that route\?/,
  },
  'an event stream of someone else': {
    send: say('200 OK\nContent-Type: text/event-stream', 'event: end\ndata: {}\n\n'),
    reason: 'protocol',
    status: 200,
    message: /answered 200 text\/event-stream/,
  },
  'an empty 200': {
    send: say('200 OK'),
    reason: 'protocol',
    status: 200,
    message: /answered 200, not an event stream, but nothing at all/,
  },
  'an empty event stream': {
    send: say('200 OK\nHyper-Answer: 1\nContent-Type: text/event-stream'),
    reason: 'network',
    status: 200,
    message: /was cut off/,
  },
  'a page with status 500': {
    send: say('500 Oops\nContent-Type: text/html', page),
    reason: 'http',
    status: 500,
    message: /answered 500 text\/html.*hyper\(\) did not answer it/,
  },
  'the 502 of a proxy': {
    send: say('502 Bad Gateway\nContent-Type: text/html', page),
    reason: 'http',
    status: 502,
    message: /answered 502 text\/html.*a proxy answered/,
  },
  'a 503 that says when to come back': {
    send: say('503 Busy\nContent-Type: text/html\nRetry-After: 120', page),
    reason: 'http',
    status: 503,
    retryAfter: 120,
    message: /answered 503/,
  },
  'a 503 that says when by a date, an hour from its own time': {
    send: say(`503 Busy\nDate: ${dates[0]}\nContent-Type: text/html\nRetry-After: ${dates[1]}`, page),
    reason: 'http',
    status: 503,
    retryAfter: 3600,
    message: /answered 503/,
  },
  'a 429 whose time is over': {
    send: say(`429 Slow\nDate: ${dates[1]}\nContent-Type: text/html\nRetry-After: ${dates[0]}`, page),
    reason: 'http',
    status: 429,
    message: /answered 429/,
  },
  'a 429 that does not say when': {
    send: say('429 Slow\nContent-Type: text/html\nRetry-After: soon', page),
    reason: 'http',
    status: 429,
    message: /answered 429/,
  },
  'a redirect to a login page': {
    send: say('302 Found\nLocation: /login'),
    reason: 'protocol',
    status: 200,
    message: /POST \/fault was sent on to .*\/login, which answered 200 text\/html.*has the session expired\?/,
  },
  'redirects without end': { send: say('302 Found\nLocation: /fault'), reason: 'network', message: /had no answer/ },
  'a page of 30 megabytes': {
    send: say('200 OK\nContent-Type: text/html', 'x'.repeat(30e6)),
    reason: 'protocol',
    status: 200,
    message: /answered 200 text\/html/,
  },
  'a page that never ends': {
    send: say('200 OK\nContent-Type: text/html', page, false),
    reason: 'protocol',
    status: 200,
    message: /answered 200 text\/html/,
  },
  'an event of 34 megabytes': {
    send: say('200 OK\nHyper-Answer: 1\nContent-Type: text/event-stream', `data: ${'x'.repeat(34e6)}`),
    reason: 'protocol',
    status: 200,
    message: /an event has more than 33554432 characters/,
  },
}

const body = `<main id="root" x-data="{ n: 0 }" @hyper:error="$event.preventDefault(); window.failure = $event.detail.error">
  <form id="form" action="/fault" method="post" x-action x-lane="faulty"><input name="a" value="1"><button id="go">go</button></form>
  <form x-action="well" x-lane="faulty"><button id="well">well</button></form></main>`

async function openFaulty(send: Fault['send']) {
  const app = await open({
    body,
    // each is one attempt
    plugin: 'retry: 0',
    actions: { well: action((_ctx) => ({ n: 5 })) },
    expectErrors: /Failed to load resource|ERR_|HyperError/,
    routes: (router) => {
      router.all('/login', (ctx: Context) => {
        ctx.body = '<!doctype html><h1>Log in</h1>'
      })
    },
  })
  const url = await misbehaving(app.url, (socket) => send(socket, app.page))
  await app.page.goto(url)
  await app.page.waitForFunction('window.Alpine && document.querySelector("main")._x_dataStack')
  return app
}

describe('after a fault nothing is busy or disabled, and the next click works', () => {
  test.each(Object.entries(faults))('%s', async (_title, { send, reason, message, timeout, ...known }) => {
    const { page } = await openFaulty(send)
    const outcome = await act(page, '#go', '/fault', {}, timeout ? { timeout } : {})
    expect(outcome).toMatchObject({ ok: false, reason, status: known.status })
    const failure = () =>
      page.evaluate(() => {
        const { code, message, status, retryAfter } = (window as unknown as { failure: HyperError }).failure
        return { code, message, status, retryAfter }
      })
    expect(await failure()).toEqual({ code: reason, message: expect.stringMatching(message), ...known })
    expect(await page.locator('[aria-busy], [data-loading], [aria-disabled]').count()).toBe(0)
    expect(await evaluate(page, '#root', '$action.pending()')).toBe(false)
    expect(await evaluate(page, '#root', '$action.error.code')).toBe(reason)
    expect(await page.locator('#foreign').count()).toBe(0)
    await page.click('#well')
    await expect.poll(() => state(page)).toMatchObject({ root: { n: 5 } })
    await idle(page)
    expect(await evaluate(page, '#root', '$action.error')).toBeUndefined()
  })
})

test('a form is free again after its own fault', async () => {
  let faulty = true
  const { page } = await openFaulty((socket) => {
    if (faulty) socket.destroy()
    else socket.write(whole)
  })
  await page.click('#go')
  await page.waitForFunction('window.failure')
  expect(await page.locator('[aria-busy], [data-loading], [aria-disabled]').count()).toBe(0)
  faulty = false
  await page.click('#go')
  await expect.poll(() => state(page)).toMatchObject({ root: { n: 1 } })
  await idle(page)
})

test('an answer that is cut at any byte is whole or cut off, and never hangs', async () => {
  let at = 0
  const { page } = await openFaulty((socket) => socket.end(whole.slice(0, at)))
  const ended = whole.indexOf('data: {}\n\n') + 'data: {}\n\n'.length
  for (at = head.length - 20; at <= whole.length; at++) {
    const { ok, reason } = await act(page, '#go', '/fault')
    // the last bytes may come together with the end of the connection, and are lost with it
    if (at < ended) expect([at, ok, reason]).toEqual([at, false, 'network'])
    else expect([at, reason]).toEqual([at, at === whole.length || ok ? undefined : 'network'])
  }
  expect(await page.locator('[aria-busy], [data-loading], [aria-disabled]').count()).toBe(0)
}, 60_000)

test('an answer that comes a byte at a time is applied', async () => {
  const { page } = await openFaulty((socket) => {
    void (async () => {
      for (const byte of whole) {
        socket.write(byte)
        await new Promise(setImmediate)
      }
    })()
  })
  expect(await act(page, '#go', '/fault')).toMatchObject({ ok: true })
  expect(await state(page)).toMatchObject({ root: { n: 1 } })
})

test('an answer with its end is over, though the connection stays open', async () => {
  const { page } = await openFaulty((socket) => socket.write(whole.slice(0, whole.indexOf('0\r\n\r\n'))))
  expect(await act(page, '#go', '/fault')).toMatchObject({ ok: true })
  expect(await state(page)).toMatchObject({ root: { n: 1 } })
})

test('a 204 of anyone is fine', async () => {
  const { page } = await openFaulty(say('204 No Content', '', false))
  expect(await act(page, '#go', '/fault')).toMatchObject({ ok: true, status: 204 })
})

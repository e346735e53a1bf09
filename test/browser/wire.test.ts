import { Readable } from 'node:stream'
import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { action } from '../../server/index.js'
import { answers, data, departures, end, requests } from '../wire/table.js'
import { useApp } from './app.js'
import { act } from './page.js'

const open = useApp()

/** Hands what comes from the network to the page one byte at a time. */
const inBytes = `
  const whole = window.fetch
  window.fetch = async (...parameters) => {
    const response = await whole(...parameters)
    const bytes = new TransformStream({
      transform: (chunk, controller) => { for (const byte of chunk) controller.enqueue(Uint8Array.of(byte)) },
    })
    return new Response(response.body.pipeThrough(bytes), response)
  }`

/** A page whose call is answered by a text, at once or as a stream, as our server would send it. */
function openRaw(body: string, text: string, stream: boolean, status = 200) {
  return open({
    // an answer that is cut is not asked for again
    plugin: 'retry: 0',
    script: stream ? inBytes : '',
    body: `<main x-data="${data}">${body}</main>`,
    expectErrors: /status of 422/,
    routes: (router) =>
      router
        .post('/raw', (ctx) => {
          ctx.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Hyper-Answer': '1' })
          ctx.status = status
          ctx.body = stream ? Readable.from([Buffer.from(text)]) : text
        })
        .get('/there', (ctx) => {
          ctx.body = '<!doctype html><link rel="icon" href="data:,"><p>there</p>'
        }),
  })
}

const call = (page: Page, body: string) => act(page, body.includes('id="go"') ? '#go' : 'main', '/raw')

/** What is in main, or some HTML, with the attributes of each element in the order of their names. */
function markup(page: Page, html?: string): Promise<string> {
  return page.evaluate((html) => {
    const copy = document.createElement('template')
    copy.innerHTML = html ?? document.querySelector('main')?.innerHTML ?? ''
    for (const el of copy.content.querySelectorAll('*')) {
      const attributes = [...el.attributes].sort((one, other) => (one.name < other.name ? -1 : 1))
      for (const attribute of attributes) el.removeAttributeNode(attribute)
      for (const attribute of attributes) el.setAttributeNode(attribute)
    }
    return copy.innerHTML
  }, html)
}

describe.each([
  ['at once', false],
  ['cut into bytes', true],
])('%s', (_way, stream) => {
  test.each(answers.map((row) => [row.title, row] as const))('%s is applied', async (_title, row) => {
    const { text, before, after, path = '/', documentTitle = 'Test', status = 200 } = row
    const { page, url } = await openRaw(before, text + end, stream, status)
    expect(await call(page, before)).toMatchObject({ ok: status === 200, status, problems: [] })
    expect(await markup(page)).toBe(await markup(page, after))
    expect(await page.title()).toBe(documentTitle)
    expect(page.url()).toBe(url + path)
  })

  test.each(departures.map((row) => [row.title, row] as const))('%s is followed', async (_title, { text, path }) => {
    const { page, url } = await openRaw('<b x-action="/raw">go</b>', text, stream)
    await page.evaluate(`document.querySelector('b').was = true`)
    await page.click('b')
    await page.waitForURL(url + path)
    // in a document of its own, or, by a visit, in the same one
    await page.waitForFunction(`!document.querySelector('b')?.was`)
  })

  test('what follows a terminal item is not applied', async () => {
    const late = 'event: signals\ndata: {"values":{"n":9}}\n\n'
    const { page } = await openRaw('<b x-text="n"></b>', end + late, stream)
    expect(await call(page, '')).toMatchObject({ ok: true, problems: [] })
    expect(await page.textContent('b')).toBe('1')
  })

  test('comments, other line ends, split data and unknown fields change nothing', async () => {
    const text =
      ': hello\n\n:\r\nid: 7\revent:signals\rdata: {"values":\rdata:{"n":2}}\r\rretry: 5\r\nother\n\r\nevent: end\r\ndata: {}\r\n\r\n'
    const { page } = await openRaw('<b x-text="n"></b>', text, stream)
    expect(await call(page, '')).toMatchObject({ ok: true, problems: [] })
    expect(await page.textContent('b')).toBe('2')
  })

  test.each([
    ['nothing', ''],
    ['an event without its end', 'event: signals\ndata: {"values":{"n":2}}\n\n'],
    ['half an event', 'event: end\ndata: {}\n'],
  ])('an answer of %s was cut', async (_title, text) => {
    const { page, errors } = await openRaw('<b x-text="n"></b>', text, stream)
    await page.evaluate(`document.addEventListener('hyper:error', (event) => event.preventDefault())`)
    expect(await call(page, '')).toMatchObject({ ok: false, reason: 'network', status: 200 })
    expect(errors).toEqual([])
  })
})

test.each(requests.map((row) => [row.title, row] as const))(
  '%s is sent',
  async (_title, { body, method, url, headers, sent }) => {
    const app = await open({
      body: `<main x-data>${body}</main>`,
      actions: { add: action({ method: ['GET', 'POST', 'PUT'] }, () => {}) },
      routes: (router) =>
        router.all(
          '/rows/:id',
          action(() => {}),
        ),
    })
    const [request] = await Promise.all([app.page.waitForRequest(/./), app.page.click('.it')])
    const given = await request.allHeaders()
    const id = given['hyper-call'] ?? ''
    expect(id).toMatch(/^[\w-]{20,64}$/)
    expect(request.method()).toBe(method)
    expect(request.url()).toBe(app.url + url)
    expect(request.postDataJSON()).toEqual(sent === undefined ? null : JSON.parse(sent))
    for (const [name, value] of Object.entries(headers)) {
      const wanted = value?.replace('ID', id).replace('PAGE', `${app.url}/`)
      expect([name, given[name.toLowerCase()]]).toEqual([name, wanted])
    }
    expect(
      Object.keys(given).filter(
        (name) => name.startsWith('hyper-') && !headers[name.replace(/\b[a-z]/g, (first) => first.toUpperCase())],
      ),
    ).toEqual([])
  },
)

test('each call has an id of its own', async () => {
  const ids: unknown[] = []
  const { page } = await open({
    body: '<main x-data></main>',
    actions: { add: action((ctx) => void ids.push(ctx.hyper.call)) },
  })
  for (let i = 0; i < 3; i++) await act(page, 'main', 'add')
  expect(new Set(ids).size).toBe(3)
})

test('the address, the source and the language are percent-encoded', async () => {
  const seen: unknown[] = []
  const add = action((ctx) => {
    const { url, source, language } = ctx.hyper
    seen.push([url?.href, source, language])
  })
  const { page, url } = await open({ body: '<main id="größe" x-data></main>', actions: { add } })
  await page.evaluate(`history.pushState(null, '', '/ü?q=é 😀#x'), document.documentElement.lang = 'zh-Hant-😀'`)
  await act(page, 'main', 'add')
  expect(seen).toEqual([[`${url}/%C3%BC?q=%C3%A9%20%F0%9F%98%80#x`, 'größe', 'zh-Hant-😀']])
})

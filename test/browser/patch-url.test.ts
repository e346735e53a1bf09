import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { action, actions, elements, patchUrl, pushUrl } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { act, gate, idle, state } from './page.js'

const open = useApp()

const query = z.object({ q: z.string().default(''), page: z.coerce.number().int().positive().default(1) })
type Query = z.infer<typeof query>

interface ListOptions extends Partial<AppOptions> {
  /** What the params handler waits for. */
  before?: (query: Query) => unknown
}

/** A list that is rendered by what its query says, at /list. */
async function openList(path = '/list', { before, ...options }: ListOptions = {}) {
  const loads: string[] = []
  const list = ({ q, page }: Query) => `<ul id="list"><li>${q} ${page}</li></ul>`
  const table = actions(
    {
      go: action((_ctx, values) => patchUrl({ query: values as never })),
      swap: action((_ctx, values) => patchUrl({ query: values as never }, { replace: true })),
      away: action(() => pushUrl('/away')),
    },
    {
      params: action({ input: query }, async (_ctx, values) => {
        await before?.(values)
        return [elements(list(values)), { seen: values.page }]
      }),
    },
  )
  const app = await open({
    body: '',
    context: {},
    ...options,
    routes: (router) =>
      router.all('/list', table, (ctx) => {
        loads.push(ctx.url)
        ctx.body = `<!doctype html><html lang="en"><head><link rel="icon" href="data:,">
          <script defer src="/hyper.js"></script><script defer src="/alpine.js"></script></head>
          <body><main id="root" x-data="{ seen: 0, kept: 0 }"><a href="/list?page=2">2</a><a href="/list?page=3">3</a>
          ${list(query.parse(ctx.query))}</main></body></html>`
      }),
  })
  await app.page.goto(app.url + path)
  const { page } = app
  await page.waitForFunction('document.querySelector("main")?._x_dataStack')
  await page.evaluate(`Alpine.$data(document.querySelector('main')).kept = 1`)
  return { ...app, loads }
}

const shown = (page: Page) => page.evaluate(`list.textContent.trim() + ' | ' + location.pathname + location.search`)

const go = (page: Page, values: object, name = 'go') => act(page, '#root', name, values)

const back = (page: Page, by = -1) => page.evaluate((by) => history.go(by), by)

describe.each(['standard', 'csp'] as const)('with the %s build', (alpine) => {
  test('a new query and what it shows come in one answer', async () => {
    const { page, loads } = await openList('/list?q=x&r=1', { alpine })
    let requests = 0
    page.on('request', () => requests++)
    expect(await go(page, { page: 2 })).toMatchObject({ ok: true, problems: [] })
    expect(await shown(page)).toBe('x 2 | /list?q=x&r=1&page=2')
    expect([requests, loads.length]).toEqual([1, 1])
    expect(await state(page)).toMatchObject({ root: { seen: 2 } })
  })

  test('back and forward show what their queries say, without loading the page', async () => {
    const { page, loads } = await openList('/list?q=x', { alpine })
    await go(page, { page: 2 })
    await go(page, { page: 3 })
    await back(page)
    await expect.poll(() => shown(page)).toBe('x 2 | /list?q=x&page=2')
    await back(page)
    await expect.poll(() => shown(page)).toBe('x 1 | /list?q=x')
    await back(page, 2)
    await expect.poll(() => shown(page)).toBe('x 3 | /list?q=x&page=3')
    await idle(page)
    expect(await state(page)).toMatchObject({ root: { kept: 1, seen: 3 } })
    expect(loads).toHaveLength(1)
  })
})

test('a change that replaces has no entry of its own', async () => {
  const { page } = await openList()
  const length = await page.evaluate('history.length')
  await go(page, { page: 2 }, 'swap')
  expect(await shown(page)).toBe('2 | /list?page=2')
  expect(await page.evaluate('history.length')).toBe(length)
})

test('a query that is refused changes neither the page nor its URL', async () => {
  const { page } = await openList('/list', { expectErrors: /422/ })
  expect(await go(page, { page: -1 })).toMatchObject({ ok: false, status: 422, errors: { page: [expect.any(String)] } })
  expect(await shown(page)).toBe('1 | /list')
})

test('of two steps back and forth, the last one is shown, however late the others are answered', async () => {
  const held = gate()
  const slow = (values: Query) => (isSlow && values.page === 2 ? held.opened : undefined)
  let isSlow = false
  const { page } = await openList('/list', { before: slow })
  await go(page, { page: 2 })
  await go(page, { page: 3 })
  isSlow = true
  const asked = page.waitForRequest(/list\?page=2/)
  await back(page)
  await asked
  await back(page)
  await expect.poll(() => shown(page)).toBe('1 | /list')
  held.open()
  await idle(page)
  expect(await shown(page)).toBe('1 | /list')
})

test('links to what is shown are marked, also by back', async () => {
  const { page } = await openList()
  const marked = () => page.locator('[aria-current=page]').allTextContents()
  await go(page, { page: 2 })
  expect(await marked()).toEqual(['2'])
  await go(page, { page: 3 })
  expect(await marked()).toEqual(['3'])
  await back(page)
  await expect.poll(marked).toEqual(['2'])
  await idle(page)
})

test('what the params handler cannot show is loaded', async () => {
  const { page, loads } = await openList()
  await go(page, {}, 'away')
  await go(page, { page: 2 }).catch(() => {})
  await page.waitForFunction('location.search')
  await back(page, -2)
  await expect.poll(() => loads.length).toBe(2)
  await expect.poll(() => shown(page)).toBe('1 | /list')
})

test('hyper:url tells that the URL has changed', async () => {
  const { page, url } = await openList()
  await page.evaluate(`window.told = []; addEventListener('hyper:url', (event) => told.push(event.detail.url))`)
  await go(page, { page: 2 })
  await back(page)
  await expect.poll(() => page.evaluate('told')).toEqual([`${url}/list?page=2`, `${url}/list`])
  await idle(page)
})

test('after a reload of the page, back shows what its query says', async () => {
  const { page } = await openList()
  await go(page, { page: 2 })
  await page.reload()
  await page.waitForFunction('document.querySelector("main")?._x_dataStack')
  await back(page)
  await expect.poll(() => shown(page)).toBe('1 | /list')
  await idle(page)
})

test('a params handler that fails has the page loaded', async () => {
  let isBroken = false
  const { page, loads } = await openList('/list', {
    expectErrors: /500|failed/,
    before: () => {
      if (isBroken) throw new Error('broken')
    },
  })
  await go(page, { page: 2 })
  isBroken = true
  await back(page)
  await expect.poll(() => loads.length).toBe(2)
  await expect.poll(() => shown(page)).toBe('1 | /list')
})

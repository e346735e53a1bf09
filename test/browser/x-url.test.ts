import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { action, actions, elements, patchUrl } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { act, evaluate, idle, state } from './page.js'

const open = useApp()

const body = `<main id="root" x-data="{ q: '', page: 1, done: false, tags: [], sizes: [1], other: 'o' }" x-url="q, page, done, tags, sizes">
  <input id="q" x-model="q"></main>`

async function openAt(search: string, options: Partial<AppOptions> = {}) {
  const app = await open({ body, context: {}, ...options })
  await app.page.goto(`${app.url}/${search}`)
  await started(app.page)
  return app
}

/** Its file is loaded, and the names have been read. */
async function started(page: Page): Promise<void> {
  await page.waitForFunction(`document.querySelector('main')?._x_dataStack`)
  // it is in the same file, so that it is there once a task is over
  await page.evaluate('new Promise((then) => setTimeout(then))')
}

const root = async (page: Page) => (await state(page))['root']
const search = (page: Page) => page.evaluate('location.search')
const set = (page: Page, expression: string) => evaluate(page, '#root', expression)

describe('on start, the query sets the names', () => {
  test.each<[string, object]>([
    [
      '?q=x%20y&page=2&done=true&tags=a&tags=b&sizes=3&sizes=4',
      { q: 'x y', page: 2, done: true, tags: ['a', 'b'], sizes: [3, 4] },
    ],
    ['', { q: '', page: 1, done: false, tags: [], sizes: [1], other: 'o' }],
    ['?page=x&done=maybe&sizes=1&sizes=y&other=p', { page: 1, done: false, sizes: [1], other: 'o' }],
    ['?page=&page=7&done=1', { page: 1, done: true }],
    ['?page=Infinity&done=0', { page: 1, done: false }],
    ['?page=-1.5&done', { page: -1.5, done: true }],
    ['?sizes=&tags=one', { sizes: [], tags: ['one'] }],
    ['?q=<img src=x onerror=alert(1)>&__proto__=x&constructor=y', { q: '<img src=x onerror=alert(1)>' }],
    [`?q=${'x'.repeat(4001)}&tags=${'y&tags='.repeat(1001)}`, { q: '', tags: [] }],
  ])('%s', async (given, wanted) => {
    const { page } = await openAt(given)
    expect(await root(page)).toMatchObject(wanted)
    expect(await search(page)).toBe(new URL(`http://x/${given}`).search)
  })
})

describe('a change is in the URL', () => {
  test.each<[string, string, string, string]>([
    ['by its name', '', 'q = "a&b"', '?q=a%26b'],
    ['and leaves it with its first value', '?q=x&page=2', 'page = 1', '?q=x'],
    ['several together', '', '[q = "x", page = 3, done = true]', '?q=x&page=3&done=true'],
    ['an array, with a name for each', '', 'tags.push("a", "b")', '?tags=a&tags=b'],
    ['an array that is empty now', '?sizes=3', 'sizes.splice(0)', '?sizes='],
    ['what is not bound stays as it is', '?utm=%20&flag&q=x', 'q = "y"', '?utm=%20&flag&q=y'],
    ['null and undefined leave it', '?q=x&page=2', '[q = null, page = undefined]', ''],
  ])('%s', async (_title, given, expression, wanted) => {
    const { page } = await openAt(given)
    const length = await page.evaluate('history.length')
    await set(page, expression)
    await expect.poll(() => search(page)).toBe(wanted)
    expect(await page.evaluate('history.length')).toBe(length)
  })

  test('once, for many in a row', async () => {
    const { page } = await openAt('')
    const writes = await page.evaluate(async () => {
      let count = 0
      const write = history.replaceState
      history.replaceState = (...parameters) => {
        count++
        write.apply(history, parameters)
      }
      const input = document.querySelector('input') as HTMLInputElement
      for (const value of ['h', 'he', 'hel']) {
        input.value = value
        input.dispatchEvent(new InputEvent('input'))
        // each has effects of its own
        for (let i = 0; i < 10; i++) await null
      }
      while (location.search === '') await new Promise((then) => setTimeout(then))
      return count
    })
    expect([writes, await search(page)]).toEqual([1, '?q=hel'])
  })

  test('not, if it is undone at once', async () => {
    const { page } = await openAt('?page=2&q=x', { body: body.replace('x-url=', 'x-url.push=') })
    const length = await page.evaluate('history.length')
    await set(page, 'q = "y"')
    await set(page, 'q = "x"')
    await set(page, 'done = true')
    await expect.poll(() => search(page)).toBe('?q=x&page=2&done=true')
    expect(await page.evaluate('history.length')).toBe(Number(length) + 1)
  })

  test('and what has no way back from there stays as it is', async () => {
    const { page } = await openAt('?q=x')
    await set(page, 'q = null')
    await expect.poll(() => search(page)).toBe('')
    expect(await root(page)).toMatchObject({ q: null })
  })

  test('unless it is too long, which is reported', async () => {
    const { page, errors } = await openAt('', { expectErrors: /query of more than 4000 characters/ })
    await set(page, 'q = "x".repeat(5000)')
    await expect.poll(() => errors.length).toBe(1)
    expect(await search(page)).toBe('')
    await set(page, 'q = "y"')
    await expect.poll(() => search(page)).toBe('?q=y')
  })
})

describe.each(['standard', 'csp'] as const)('with the %s build', (alpine) => {
  test('.push makes entries, and back and forward write the names again', async () => {
    const { page } = await openAt('?page=5', { alpine, body: body.replace('x-url=', 'x-url.push=') })
    const length = Number(await page.evaluate('history.length'))
    for (const q of ['a', 'b']) {
      await page.fill('#q', q)
      await expect.poll(() => search(page)).toBe(`?q=${q}&page=5`)
    }
    expect(await page.evaluate('history.length')).toBe(length + 2)
    await page.evaluate('history.back()')
    await expect.poll(async () => (await root(page))?.['q']).toBe('a')
    await page.evaluate('history.back()')
    await expect.poll(async () => (await root(page))?.['q']).toBe('')
    await page.evaluate('history.go(2)')
    await expect.poll(async () => (await root(page))?.['q']).toBe('b')
    expect([await search(page), await page.inputValue('#q')]).toEqual(['?q=b&page=5', 'b'])
  })
})

describe('.load', () => {
  async function openList(alpine: 'standard' | 'csp' = 'standard', modifiers = '.load') {
    const loads: string[] = []
    const asked: unknown[] = []
    const list = (query: Record<string, unknown>) => `<p id="list">${query['q'] ?? ''} ${query['page'] ?? ''}</p>`
    const params = action((_ctx, query) => {
      asked.push(query)
      return elements(list(query))
    })
    const next = action((_ctx, { page }) => patchUrl({ query: { page: Number(page) } }))
    const app = await open({
      body: '',
      context: {},
      routes: (router) =>
        router.all('/list', actions({ next }, { params }), (ctx) => {
          loads.push(ctx.url)
          ctx.body = `<!doctype html><html lang="en"><head><link rel="icon" href="data:,">
            <script defer src="/hyper.js"></script><script defer src="/alpine.js"></script></head>
            <body><main id="root" x-data="{ q: '', page: 1 }" x-url${modifiers}="q, page"><input id="q" x-model="q">${list(ctx.query)}</main></body></html>`
        }),
      alpine,
    })
    await app.page.goto(`${app.url}/list?q=x`)
    await started(app.page)
    return { ...app, loads, asked }
  }
  const shown = (page: Page) => page.textContent('#list')

  test.each(['standard', 'csp'] as const)(
    'has the server render what the query says, with the %s build',
    async (alpine) => {
      const { page, asked, loads } = await openList(alpine)
      await page.press('#q', 'End')
      await page.locator('#q').pressSequentially('yz')
      await expect.poll(() => shown(page)).toBe('xyz ')
      await idle(page)
      expect(asked).toEqual([{ q: 'xyz' }])
      expect(loads).toHaveLength(1)
    },
  )

  test('with .push, back and forward render it too, without loading the page', async () => {
    const { page, loads } = await openList('standard', '.load.push')
    for (const q of ['a', 'b']) {
      await page.fill('#q', q)
      await expect.poll(() => shown(page)).toBe(`${q} `)
    }
    await page.evaluate('history.go(-2)')
    await expect.poll(() => shown(page)).toBe('x ')
    await page.evaluate('history.forward()')
    await expect.poll(() => shown(page)).toBe('a ')
    expect(await page.inputValue('#q')).toBe('a')
    await idle(page)
    expect(loads).toHaveLength(1)
  })

  test('follows a query that the server changes, and does not ask again', async () => {
    const { page, asked } = await openList()
    expect(await act(page, '#root', 'next', { page: 2 })).toMatchObject({ ok: true, problems: [] })
    expect(await root(page)).toMatchObject({ q: 'x', page: 2 })
    await page.fill('#q', 'y')
    await expect.poll(() => shown(page)).toBe('y 2')
    await idle(page)
    expect(asked).toEqual([
      { q: 'x', page: '2' },
      { q: 'y', page: '2' },
    ])
  })
})

test('two elements that bind the same name go together', async () => {
  const { page } = await openAt('', {
    body: `<main id="root" x-data="{ q: '' }" x-url="q"></main><section id="other" x-data="{ q: '' }" x-url="q"></section>`,
  })
  await set(page, 'q = "x"')
  await expect.poll(() => state(page)).toMatchObject({ root: { q: 'x' }, other: { q: 'x' } })
})

test('names are of the nearest x-data that has them', async () => {
  const { page } = await openAt('?a=1&b=2', {
    body: `<main id="root" x-data="{ a: '', b: 'out' }"><p id="inner" x-data="{ b: '' }" x-url="a, b"></p></main>`,
  })
  expect(await state(page)).toMatchObject({ root: { a: '1', b: 'out' }, inner: { b: '2' } })
})

test.each<[string, RegExp]>([
  ['none', /no x-data around it has "none"/],
  ['a b', /no x-data around it has "a b"/],
  ['constructor', /no x-data around it has "constructor"/],
  ['__proto__', /no x-data around it has "__proto__"/],
  ['toString', /no x-data around it has "toString"/],
  ['user', /"user" is an object/],
])('x-url="%s" is reported, and the other names are bound', async (name, message) => {
  const { page, errors } = await openAt('?q=x', {
    body: `<main id="root" x-data="{ q: '', user: {} }" x-url="${name}, q"></main>`,
    expectErrors: message,
  })
  expect(errors.some((error) => message.test(error))).toBe(true)
  expect(await root(page)).toMatchObject({ q: 'x' })
})

test('an element that leaves writes nothing any more', async () => {
  const { page } = await openAt('', {
    body: `<main id="root" x-data="{ q: '', n: 0 }"><p id="p" x-url="q"></p><p x-url="n"></p></main>`,
  })
  await set(page, 'q = "x"')
  await page.evaluate(`document.querySelector('#p').remove()`)
  await set(page, 'n = 2')
  // by then the other would have been written
  await expect.poll(() => search(page)).toBe('?n=2')
})

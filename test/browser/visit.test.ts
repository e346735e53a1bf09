import { describe, expect, test } from 'vitest'
import { useApp } from './app.js'
import { gate } from './page.js'
import { isSame, openSite } from './visit-site.js'

const open = useApp()

const nav = '<nav><a id="one" href="/one">One</a><a id="two" href="/two">Two</a></nav>'
const pages = {
  '/one': `${nav}<h1>One</h1>`,
  '/two': { title: 'The second', body: `${nav}<h1>Two</h1>` },
}

test('a link shows another page in the same document', async () => {
  const site = await openSite(open, { pages })
  const { page, url } = site
  await page.click('#two')
  await expect.poll(() => page.textContent('h1')).toBe('Two')
  expect(await page.title()).toBe('The second')
  expect(page.url()).toBe(`${url}/two`)
  expect(await isSame(site)).toBe(true)
})

describe('a visit goes', () => {
  test.each(['standard', 'csp'] as const)('by a link that came later, with the %s build', async (alpine) => {
    const site = await openSite(open, { pages, alpine })
    await site.page.evaluate(
      `document.body.append(Object.assign(document.createElement('a'), { href: '/two', id: 'late', textContent: 'late' }))`,
    )
    await site.page.click('#late')
    await expect.poll(() => site.page.textContent('h1')).toBe('Two')
    expect(await isSame(site)).toBe(true)
  })

  test('by a link with x-visit of its own, outside of any x-data', async () => {
    const body = { body: '<a x-visit href="/two">Two</a><h1>One</h1>', attributes: '' }
    const site = await openSite(open, { pages: { '/one': body, '/two': '<h1>Two</h1>' } })
    await site.page.click('a')
    await expect.poll(() => site.page.textContent('h1')).toBe('Two')
    expect(await isSame(site)).toBe(true)
  })

  test('by a link in a shadow root', async () => {
    const site = await openSite(open, { pages: { '/one': '<p id="host"></p><h1>One</h1>', '/two': '<h1>Two</h1>' } })
    await site.page.evaluate(
      `document.querySelector('#host').attachShadow({ mode: 'open' }).innerHTML = '<a href="/two">Two</a>'`,
    )
    await site.page.click('a')
    await expect.poll(() => site.page.textContent('h1')).toBe('Two')
    expect(await isSame(site)).toBe(true)
  })

  test('with the headers of a visit', async () => {
    const site = await openSite(open, {
      plugin: `headers: () => ({ 'X-Tenant': 'acme' })`,
      pages: {
        '/one': '<a x-visit.noprefetch="#main" href="/two">Two</a><main id="main"></main>',
        '/two': '<main id="main">Two</main>',
      },
    })
    await site.page.click('a')
    await expect.poll(() => site.page.textContent('main')).toBe('Two')
    const { ctx } = site.asked.at(-1) ?? {}
    expect(ctx?.get('Hyper-Visit')).toBe('visit')
    expect(decodeURIComponent(ctx?.get('Hyper-Target') ?? '')).toBe('#main')
    expect(ctx?.get('Hyper-Url')).toBe(`${site.url}/one`)
    expect(ctx?.get('Hyper-Lang')).toBe('en')
    expect(ctx?.get('Hyper-Call')).toBe('')
    expect(ctx?.get('X-Tenant')).toBe('acme')
    expect(ctx?.get('Accept')).toContain('text/html')
  })
})

describe('the browser goes by itself', () => {
  const kinds: [what: string, link: string][] = [
    ['with x-visit.off around it', '<p x-visit.off><a id="to" href="/two">Two</a></p>'],
    ['with x-visit.off on it', '<a x-visit.off id="to" href="/two">Two</a>'],
    ['with no x-visit', ''],
    ['to itself as target of another name', '<a id="to" target="_top" href="/two">Two</a>'],
  ]
  test.each(kinds)('by a link %s', async (_what, link) => {
    const body = { body: link || '<a id="to" href="/two">Two</a>', attributes: link ? 'x-visit' : '' }
    const site = await openSite(open, { pages: { '/one': body, '/two': '<h1>Two</h1>' } })
    await site.page.click('#to')
    await site.page.waitForSelector('h1')
    expect(await isSame(site)).toBe(false)
    expect(site.visits()).toEqual([])
  })

  test.each([
    ['with the middle button', { button: 'middle' }],
    ['with ctrl', { modifiers: ['ControlOrMeta'] }],
    ['with shift', { modifiers: ['Shift'] }],
  ] as const)('in a new page, by a click %s', async (_what, options) => {
    const site = await openSite(open, { pages })
    const opened = site.page.context().waitForEvent('page')
    await site.page.click('#two', {
      ...options,
      modifiers: [...('modifiers' in options ? options.modifiers : [])],
    } as never)
    await (await opened).waitForSelector('h1')
    expect(await site.page.textContent('h1')).toBe('One')
    expect(site.asked.filter(({ kind }) => kind === 'visit')).toEqual([])
  })

  test('to a download', async () => {
    const site = await openSite(open, { pages: { '/one': '<a download href="/two">Two</a>', '/two': 'two' } })
    const download = site.page.waitForEvent('download')
    await site.page.click('a')
    expect((await download).suggestedFilename()).toMatch(/^two/)
    expect(site.visits()).toEqual([])
  })

  test('to a place in the page', async () => {
    const site = await openSite(open, {
      pages: { '/one': '<a href="#place">down</a><p style="height: 5000px"></p><p id="place">place</p>' },
    })
    await site.page.click('a')
    await expect.poll(() => site.page.evaluate('scrollY')).toBeGreaterThan(1000)
    expect(site.page.url()).toBe(`${site.url}/one#place`)
    expect(site.visits()).toEqual([])
  })

  test('nowhere, where a listener prevents the click', async () => {
    const site = await openSite(open, {
      pages: { '/one': '<p x-data="{ n: 0 }"><a @click.prevent="n++" href="/two" x-text="n"></a></p>', '/two': '' },
    })
    await site.page.click('a')
    await expect.poll(() => site.page.textContent('a')).toBe('1')
    expect(site.visits()).toEqual([])
  })
})

test('x-action on a link goes before x-visit around it', async () => {
  const site = await openSite(open, {
    pages: {
      '/one': '<p x-data="{ n: 0 }"><a x-action.prevent="note" @click="n++" href="/two" x-text="n"></a></p>',
      '/two': '',
    },
    expectErrors: /note|404/,
  })
  await site.page.click('a')
  await expect.poll(() => site.page.textContent('a')).toBe('1')
  expect(site.visits()).toEqual([])
})

describe('events', () => {
  test('hyper:before-visit can prevent a visit, and hyper:visit tells that it is over', async () => {
    const site = await openSite(open, { pages })
    const { page, url } = site
    await page.evaluate(`{
      window.told = []
      let isFirst = true
      document.addEventListener('hyper:before-visit', (event) => {
        told.push(['before', event.detail.kind, event.detail.url])
        if (isFirst) event.preventDefault()
        isFirst = false
      })
      document.addEventListener('hyper:visit', ({ detail }) => told.push(['after', detail.kind, detail.url, document.querySelector('h1').textContent]))
    }`)
    await page.click('#two')
    await page.click('#two')
    await expect.poll(() => page.evaluate('told.length')).toBe(3)
    expect(await page.evaluate('told')).toEqual([
      ['before', 'visit', `${url}/two`],
      ['before', 'visit', `${url}/two`],
      ['after', 'visit', `${url}/two`, 'Two'],
    ])
  })
})

describe('while a page is awaited', () => {
  test('<html> has data-visiting, and a bar is there after a while, until it is over', async () => {
    const answer = gate()
    const site = await openSite(open, {
      alpine: 'csp',
      pages: {
        ...pages,
        '/two': async () => {
          await answer.opened
          return '<h1>Two</h1>'
        },
      },
    })
    const { page } = site
    await page.click('#two')
    expect(await page.evaluate(`'visiting' in document.documentElement.dataset`)).toBe(true)
    await page.waitForSelector('.hyper-progress')
    expect(await page.getAttribute('.hyper-progress', 'aria-hidden')).toBe('true')
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.hyper-progress')).position`)).toBe('fixed')
    answer.open()
    await expect.poll(() => page.textContent('h1')).toBe('Two')
    await expect.poll(() => page.locator('.hyper-progress').count()).toBe(0)
    expect(await page.evaluate(`'visiting' in document.documentElement.dataset`)).toBe(false)
  })

  test('another visit takes its place', async () => {
    const answer = gate()
    const site = await openSite(open, {
      pages: {
        '/one': `${nav}<a id="three" href="/three">Three</a><h1>One</h1>`,
        '/two': async () => {
          await answer.opened
          return '<h1>Two</h1>'
        },
        '/three': '<h1>Three</h1>',
      },
    })
    const { page, url } = site
    await page.click('#two')
    await expect.poll(() => site.visits().length).toBeGreaterThan(0)
    await page.click('#three')
    await expect.poll(() => page.textContent('h1')).toBe('Three')
    answer.open()
    // and what comes later goes there still
    await page.evaluate(`fetch('/one')`)
    expect(await page.textContent('h1')).toBe('Three')
    expect(page.url()).toBe(`${url}/three`)
  })
})

describe('scroll and focus', () => {
  const long = '<p style="height: 5000px"></p>'
  const link = '<a id="two" href="/two">Two</a><a id="deep" href="/two#place">Place</a>'
  const site = () =>
    openSite(open, {
      pages: {
        '/one': `${long}${link}`,
        '/two': { title: 'Second', body: `<h1>Two</h1>${long}<p id="place">place</p>` },
      },
    })

  test('a new page begins at its top, with the focus on its heading, and its title is told', async () => {
    const { page } = await site()
    await page.click('#two')
    await page.waitForSelector('h1:focus')
    expect(await page.evaluate('scrollY')).toBe(0)
    expect(await page.getAttribute('h1', 'tabindex')).toBe('-1')
    expect(await page.textContent('[role=status][aria-live=polite]')).toBe('Second')
  })

  test('a hash scrolls to its element', async () => {
    const { page, url } = await site()
    await page.click('#deep')
    await page.waitForSelector('h1')
    await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(1000)
    expect(page.url()).toBe(`${url}/two#place`)
  })

  test('what wants the focus by itself has it', async () => {
    const { page } = await openSite(open, {
      pages: { '/one': '<a href="/two">Two</a>', '/two': '<h1>Two</h1><input autofocus>' },
    })
    await page.click('a')
    await page.waitForSelector('input:focus')
  })

  test('without a heading, the main part has it, else the body', async () => {
    const { page } = await openSite(open, {
      pages: { '/one': '<a href="/two">Two</a>', '/two': '<main><a href="/three">Three</a></main>', '/three': 'three' },
    })
    await page.click('a')
    await page.waitForSelector('main:focus')
    await page.click('a')
    await page.waitForSelector('body:focus')
  })

  test('a region of the same page that changes leaves scroll and focus', async () => {
    const list = (ctx: { query: Record<string, unknown> }) =>
      `${long}<a id="sort" x-visit="#list" href="/list?sort=name">Sort</a><p id="list">${ctx.query['sort'] ?? 'none'}</p>${long}`
    const { page } = await openSite(open, { pages: { '/list': list } })
    await page.click('#sort')
    await expect.poll(() => page.textContent('#list')).toBe('name')
    expect(await page.evaluate('scrollY')).toBeGreaterThan(1000)
    await page.waitForSelector('#sort:focus')
  })

  test('the same page begins at its top where no region is named', async () => {
    const list = (ctx: { query: Record<string, unknown> }) =>
      `<h1>${ctx.query['sort'] ?? 'none'}</h1>${long}<a id="sort" href="/list?sort=name">Sort</a>`
    const { page } = await openSite(open, { pages: { '/list': list } })
    await page.click('#sort')
    await expect.poll(() => page.textContent('h1')).toBe('name')
    await expect.poll(() => page.evaluate('scrollY')).toBe(0)
  })
})

import { describe, expect, test } from 'vitest'
import { useApp } from './app.js'
import { gate } from './page.js'
import { isSame, openSite, type Site } from './visit-site.js'

const open = useApp()

const kinds = (site: Site) => site.asked.filter(({ kind }) => kind).map(({ kind, url }) => `${kind} ${url}`)

describe('a link that is', () => {
  const begin = (more = '') =>
    openSite(open, {
      prefetches: true,
      pages: { '/1': `<p${more}><a id="to" href="/2#x">go</a></p>`, '/2': '<h1 id="x">Two</h1>' },
    })

  test.each([
    ['pointed at', (site: Site) => site.page.hover('#to')],
    ['given the focus by keyboard', (site: Site) => site.page.keyboard.press('Tab')],
    ['touched', (site: Site) => site.page.dispatchEvent('#to', 'touchstart')],
  ])('%s is asked for in advance, and a click asks no more', async (_what, intend) => {
    const site = await begin()
    await intend(site)
    await expect.poll(() => kinds(site)).toEqual(['prefetch /2'])
    await site.page.evaluate(`document.querySelector('#to').click()`)
    await expect.poll(() => site.page.textContent('h1')).toBe('Two')
    expect(kinds(site)).toEqual(['prefetch /2'])
    expect(site.page.url()).toBe(`${site.url}/2#x`)
    expect(await isSame(site)).toBe(true)
  })

  test('under x-visit.noprefetch is not asked for in advance', async () => {
    const site = await begin(' x-visit.noprefetch')
    await site.page.hover('#to')
    await site.page.click('#to')
    await expect.poll(() => site.page.textContent('h1')).toBe('Two')
    expect(kinds(site)).toEqual(['visit /2'])
  })

  test('pointed at by a user who saves data is not asked for in advance', async () => {
    const site = await begin()
    await site.page.evaluate(`Object.defineProperty(navigator, 'connection', { value: { saveData: true } })`)
    await site.page.hover('#to')
    await site.page.click('#to')
    await expect.poll(() => site.page.textContent('h1')).toBe('Two')
    expect(kinds(site)).toEqual(['visit /2'])
  })
})

test('a click takes what is under way; no more than two are', async () => {
  const answer = gate()
  const slow = (n: number) => async () => {
    await answer.opened
    return `<h1>${n}</h1>`
  }
  const site = await openSite(open, {
    prefetches: true,
    pages: {
      '/0': [1, 2, 3].map((n) => `<a id="to${n}" href="/${n}">${n}</a>`).join(''),
      '/1': slow(1),
      '/2': slow(2),
      '/3': slow(3),
    },
  })
  await site.page.hover('#to1')
  await expect.poll(() => kinds(site).length).toBe(1)
  await site.page.hover('#to2')
  await expect.poll(() => kinds(site).length).toBe(2)
  // it is looked at, and left
  const looked = site.page.evaluate(`new Promise((resolve) => { const wait = setTimeout; wait(resolve, 150) })`)
  await site.page.hover('#to3')
  await looked
  await site.page.click('#to2')
  answer.open()
  await expect.poll(() => site.page.textContent('h1')).toBe('2')
  expect(kinds(site)).toEqual(['prefetch /1', 'prefetch /2'])
})

test('what was asked for in advance is forgotten after ten seconds', async () => {
  const site = await openSite(open, {
    prefetches: true,
    pages: { '/1': '<a id="to" href="/2">go</a>', '/2': '<h1>Two</h1>' },
  })
  await site.page.hover('#to')
  await expect.poll(() => kinds(site)).toEqual(['prefetch /2'])
  await site.page.evaluate(`{ const now = Date.now; Date.now = () => now() + 11_000 }`)
  await site.page.click('#to')
  await expect.poll(() => site.page.textContent('h1')).toBe('Two')
  expect(kinds(site)).toEqual(['prefetch /2', 'visit /2'])
})

test('and when something was written meanwhile', async () => {
  const site = await openSite(open, {
    prefetches: true,
    pages: { '/1': '<a id="to" href="/2">go</a>', '/2': '<h1>Two</h1>' },
  })
  await site.page.hover('#to')
  await expect.poll(() => kinds(site)).toEqual(['prefetch /2'])
  await site.page.evaluate(
    `document.dispatchEvent(new CustomEvent('hyper:before', { detail: { request: new Request('/x', { method: 'POST' }) } }))`,
  )
  await site.page.click('#to')
  await expect.poll(() => site.page.textContent('h1')).toBe('Two')
  expect(kinds(site)).toEqual(['prefetch /2', 'visit /2'])
})

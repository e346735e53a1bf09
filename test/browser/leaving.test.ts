import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { type AppOptions, useApp } from './app.js'
import { openLab } from './morph/lab.js'
import type { Sent } from './morph/sent.js'

const open = useApp()

const fade = 'x-show="true" x-transition.duration.700ms'
const slow = 'x-show="true" x-transition.duration.60000ms'
/** Counts the ends of components, and looks after each change for ids that are twice. */
const watching = `
  document.addEventListener('alpine:init', () => Alpine.data('life', (name) => ({
    init() { count('+' + name) },
    destroy() { count('-' + name) },
  })))
  window.twice = new Set()
  new MutationObserver(() => {
    const ids = $$('[id]').map((el) => el.id)
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) twice.add(id)
  }).observe(document, { subtree: true, childList: true, attributes: true })`
const item = (id: string, more = '', text = id) => `<li id="${id}" x-data="life('${id}')" ${more}>${text}</li>`
const list = (...items: string[]) => `<ul id="l" x-data>${items.join('')}</ul>`
const isGone = (page: Page, selector: string) =>
  expect.poll(() => page.locator(selector).count(), { timeout: 2000 }).toBe(0)
const gone = 'li:text-is("a")'

/** A page in which a leave takes a minute, that `end` makes pass. */
async function openSlow(body: string, options: Partial<AppOptions> = {}) {
  const lab = await openLab(open, body, { script: watching, clock: true, ...options })
  return { ...lab, end: () => lab.page.clock.runFor(120_000) }
}

const ways: [string, Sent][] = [
  ['a removal', { remove: '#a' }],
  ['a swap that removes', { markup: '', target: '#a', swap: 'remove' }],
  ['a morph that leaves it out', { markup: list(item('b')), target: '#l' }],
  ['a morph into nothing', { markup: '', target: '#a' }],
]

describe.each(ways)('%s', (_way, sent) => {
  test('awaits the leave transition, and destroys the element once', async () => {
    const { page, send } = await openLab(open, list(item('a', fade), item('b')), { script: watching })
    await send(sent)
    await page.evaluate('framed()')
    expect(await page.locator(gone).count()).toBe(1)
    await isGone(page, gone)
    await page.evaluate('framed()')
    expect(await page.evaluate('[counts["-a"], counts["-b"] ?? null, twice.size]')).toEqual([1, null, 0])
  })

  test('without a transition is at once, and destroys the element once', async () => {
    const { page, send } = await openLab(open, list(item('a'), item('b')), { script: watching })
    await send(sent)
    expect(await page.locator(gone).count()).toBe(0)
    await page.evaluate('framed()')
    expect(await page.evaluate('[counts["-a"], counts["-b"] ?? null]')).toEqual([1, null])
  })

  test('is at once in a hidden tab', async () => {
    const { page, send } = await openLab(open, list(item('a', fade), item('b')), {
      script: `${watching}; Object.defineProperty(Document.prototype, 'hidden', { get: () => true })`,
    })
    await send(sent)
    expect(await page.locator(gone).count()).toBe(0)
    await page.evaluate('framed()')
    expect(await page.evaluate('counts["-a"]')).toBe(1)
  })

  test('of what is hidden already comes to its end', async () => {
    const hidden = 'x-show="false" style="display: none" x-transition.duration.700ms'
    const { page, send } = await openLab(open, list(item('a', hidden), item('b')), { script: watching })
    await send(sent)
    await isGone(page, gone)
    await page.evaluate('framed()')
    expect(await page.evaluate('counts["-a"]')).toBe(1)
  })

  test('of what has a child that would fade does not wait for the child', async () => {
    const { page, send } = await openLab(open, list(item('a', '', `a<b ${fade}></b>`), item('b')), { script: watching })
    await send(sent)
    expect(await page.locator('li:has(b)').count()).toBe(0)
  })

  test.each<[string, Sent]>([
    ['an append', { markup: item('a', slow, 'new'), target: '#l', swap: 'append' }],
    ['a morph', { markup: list(item('a', slow, 'new'), item('b')), target: '#l' }],
    ['an insertion beside another', { markup: item('a', slow, 'new'), target: '#b', swap: 'before' }],
  ])('while it leaves, %s brings a new element of its id', async (_title, back) => {
    const { page, send, end } = await openSlow(list(item('a', slow), item('b')))
    await send(sent)
    expect(await page.locator(gone).count()).toBe(1)
    expect(await send(back)).toMatchObject({ ok: true, problems: [] })
    expect(await page.locator(gone).count()).toBe(1)
    await end()
    expect(await page.locator(gone).count()).toBe(0)
    expect(await page.locator('#l > #a').allTextContents()).toEqual(['new'])
    expect(await page.evaluate('visible("#a")')).toEqual([true])
    expect(await page.evaluate('[counts["+a"], counts["-a"], [...twice]]')).toEqual([2, 1, []])
  })

  test('while it leaves, what it is in may go: it is destroyed once', async () => {
    const { page, send, end } = await openSlow(`<main id="root" x-data>${list(item('a', slow), item('b'))}</main>`)
    await send(sent)
    await send({ markup: '<main id="root" x-data><p>none</p></main>' })
    expect(await page.locator('li').count()).toBe(0)
    await end()
    expect(await page.evaluate('[counts["-a"], counts["-b"] ?? null]')).toEqual([1, 1])
  })
})

test('one that leaves already is removed again without harm', async () => {
  const { page, send, end } = await openSlow(list(item('a', slow), item('b')), { expectErrors: /matches nothing/ })
  await send({ remove: '#a' })
  await send({ remove: '#a' })
  expect(await page.locator(gone).count()).toBe(1)
  await end()
  expect(await page.locator(gone).count()).toBe(0)
  expect(await page.evaluate('[counts["-a"], counts["-b"] ?? null]')).toEqual([1, null])
})

describe('the focus', () => {
  const row = (id: string, content: string, more = '') => `<li id="${id}" ${more}>${content}</li>`
  const button = (id: string, more = '') => `<button id="${id}" ${more}>${id}</button>`
  const around = (items: string) => `<main id="root" x-data><a id="out" href="#">out</a><ul id="l">${items}</ul></main>`

  const rows: [title: string, items: string, goes: string, heir: string][] = [
    [
      'goes to the next sibling’s control',
      row('a', button('a1')) + row('b', button('b1')) + row('c', button('c1')),
      'b',
      'c1',
    ],
    ['goes to the previous one’s, if there is no next', row('a', button('a1')) + row('b', button('b1')), 'b', 'a1'],
    ['goes further out, if there is neither', row('b', button('b1')), 'b', 'out'],
    [
      'skips what cannot have it',
      row('b', button('b1')) +
        row('c', button('c1', 'disabled')) +
        row('d', button('d1'), 'hidden') +
        row('e', button('e1')),
      'b',
      'e1',
    ],
    [
      'skips siblings without any control',
      row('a', button('a1')) + row('b', button('b1')) + row('c', 'text') + row('d', button('d1')),
      'b',
      'd1',
    ],
  ]

  test.each(rows)('%s (removal)', async (_title, items, goes, heir) => {
    const { page, send } = await openLab(open, around(items))
    await page.focus(`#${goes}1`)
    await send({ remove: `#${goes}` })
    expect(await page.evaluate('document.activeElement.id')).toBe(heir)
  })

  test.each(rows)('%s (morph)', async (_title, items, goes, heir) => {
    const { page, send } = await openLab(open, around(items))
    await page.focus(`#${goes}1`)
    await send({ markup: around(items.replace(new RegExp(`<li id="${goes}".*?</li>`), '')) })
    expect(await page.evaluate('document.activeElement.id')).toBe(heir)
  })

  test('leaves at once what only begins to leave', async () => {
    const { page, send } = await openLab(open, around(row('a', button('a1'), fade) + row('b', button('b1'))))
    await page.focus('#a1')
    await send({ remove: '#a' })
    expect(await page.evaluate('document.activeElement.id')).toBe('b1')
    await isGone(page, '#a')
    expect(await page.evaluate('document.activeElement.id')).toBe('b1')
  })

  test('skips a neighbour that goes along', async () => {
    const { page, send } = await openLab(
      open,
      around(row('a', button('a1'), fade) + row('b', button('b1'), fade) + row('c', button('c1'))),
    )
    await page.focus('#a1')
    await send({ markup: around(row('c', button('c1'))) })
    expect(await page.evaluate('document.activeElement.id')).toBe('c1')
    await isGone(page, '#a')
  })

  test('elsewhere stays', async () => {
    const { page, send } = await openLab(open, around(row('a', button('a1')) + row('b', button('b1'))))
    await page.focus('#out')
    await send({ remove: '#a' })
    expect(await page.evaluate('document.activeElement.id')).toBe('out')
  })
})

import type { BrowserContextOptions } from 'playwright'
import { describe, expect, test } from 'vitest'
import { action, type ElementsOptions, elements, type Returned } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { act, idle, state, watchDelay } from './page.js'

const open = useApp()

async function openWith(body: string, go: () => Returned, options: Partial<AppOptions> = {}) {
  const app = await open({
    body: `<main id="root" x-data="{ n: 1 }">${body}</main>`,
    actions: { go: action(go) },
    ...options,
  })
  return { ...app, run: () => act(app.page, '#root', 'go') }
}

describe('focus', () => {
  const before = '<form id="f"><input id="a"><p id="h" tabindex="-1"></p></form>'
  const form = (content: string) => `<form id="f">${content}</form>`

  test.each<[string, string, ElementsOptions, string]>([
    ['preserve leaves it', form('<input id="a"><input id="b" required>'), { focus: 'preserve' }, 'a'],
    [
      'first-invalid skips what is valid',
      form('<input id="a"><input id="b" required>'),
      { focus: 'first-invalid' },
      'b',
    ],
    [
      'first-invalid knows aria-invalid, also from Alpine',
      form(`<input id="a"><input id="b" :aria-invalid="n === 1 && 'true'">`),
      { focus: 'first-invalid' },
      'b',
    ],
    [
      'first-invalid skips what is hidden, and fieldsets',
      form('<input id="a"><fieldset><input hidden required><input id="b" required></fieldset>'),
      { focus: 'first-invalid' },
      'b',
    ],
    [
      'first-invalid looks in the form around the target',
      '<p id="h" tabindex="-1">new</p>',
      { focus: 'first-invalid', target: '#h' },
      'bad',
    ],
    ['first-invalid leaves a form that is valid', form('<input id="a">'), { focus: 'first-invalid' }, 'a'],
    ['none takes it away', form('<input id="a">'), { focus: 'none' }, ''],
    ['a selector gives it', form('<input id="a"><button id="b">B</button>'), { focus: '#b' }, 'b'],
  ])('%s', async (_title, markup, options, focused) => {
    const around = focused === 'bad' ? before.replace('<p', '<input id="bad" required><p') : before
    const { page, run } = await openWith(around, () => elements(markup, options))
    await page.focus('#a')
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('document.activeElement.id')).toBe(focused)
  })

  test('a selector that matches nothing is reported, and the page still scrolls', async () => {
    const { page, run } = await openWith(
      '<p id="p" style="margin-top: 9000px"></p>',
      () => [elements('<p id="p" style="margin-top: 9000px">new</p>', { focus: '#none', scroll: 'target' }), { n: 2 }],
      { expectErrors: /target "#none" matches nothing/ },
    )
    expect(await run()).toMatchObject({ ok: true, problems: ['target'] })
    expect(await state(page)).toMatchObject({ root: { n: 2 } })
    await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(1000)
  })
})

describe('scroll', () => {
  const far = '<p id="p" style="margin: 5000px 0">P</p><p id="q">Q</p>'

  test.each<[string, ElementsOptions, string]>([
    ['the target', { scroll: 'target' }, 'p.getBoundingClientRect().top < innerHeight && scrollY > 0'],
    ['the top', { scroll: 'top' }, 'scrollY === 0'],
    ['a selector', { scroll: '#q' }, 'q.getBoundingClientRect().top < innerHeight'],
  ])('to %s', async (_title, options, there) => {
    const { page, run } = await openWith(far, () => elements('<p id="p" style="margin: 5000px 0">new</p>', options))
    if (options.scroll === 'top') await page.evaluate('scrollTo(0, 3000)')
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    await expect.poll(() => page.evaluate(there)).toBe(true)
  })

  test('is at once for a user who wants less motion', async () => {
    const { page, run } = await openWith(far, () => elements('<p id="q">new</p>', { scroll: 'target' }), {
      context: { reducedMotion: 'reduce' },
    })
    await page.evaluate(`Element.prototype.scrollIntoView = (how) => { window.how = how.behavior }`)
    await run()
    expect(await page.evaluate('how')).toBe('instant')
  })

  test('to a target that the swap has removed is reported', async () => {
    const { run } = await openWith(far, () => elements('', { target: '#q', swap: 'remove', scroll: 'target' }), {
      expectErrors: /scroll: the target is not there any more/,
    })
    expect(await run()).toMatchObject({ ok: true, problems: ['target'] })
  })
})

/** Counts the transitions under way, and fails on two at once. */
const counting = `
  window.log = []
  const start = Document.prototype.startViewTransition
  Document.prototype.startViewTransition = function (update) {
    log.push('start')
    const transition = start.call(this, update)
    transition.finished.then(() => log.push('end'), () => log.push('end'))
    return transition
  }`

/** Notes what a transition shows: its pseudo-elements. */
const watching = `
  const start = Document.prototype.startViewTransition
  Document.prototype.startViewTransition = function (update) {
    const transition = start.call(this, update)
    const look = () => document.getAnimations().map(({ effect }) => effect.pseudoElement)
    window.shown = transition.ready.then(look, () => [])
    return transition
  }`

describe('transition', () => {
  const item = () => [elements('<p id="p">new</p>', { transition: true }), { n: 2 }]

  test('swaps in one, before the next item', async () => {
    const { page, run } = await openWith('<p id="p"></p>', item, { script: counting })
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    expect(await page.textContent('#p')).toBe('new')
    await expect.poll(() => page.evaluate('log.join()')).toBe('start,end')
  })

  const named = (id: string, name: string) =>
    `<i id="${id}" style="display: block; view-transition-name: ${name}">${id}</i>`

  test('moves what has a name, and shows what comes and what goes under its own', async () => {
    const { page, run } = await openWith(
      `<p id="p">${named('card-1', 'card')}${named('gone', 'gone')}</p>`,
      () => elements(`<p id="p">${named('come', 'come')}${named('card-2', 'card')}</p>`, { transition: true }),
      { script: watching },
    )
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    const parts = (await page.evaluate('shown')) as string[]
    const of = (name: string) => ['old', 'new'].filter((side) => parts.includes(`::view-transition-${side}(${name})`))
    expect([of('card'), of('gone'), of('come')]).toEqual([['old', 'new'], ['old'], ['new']])
  })

  test('with a name that two have is a plain swap, of which the browser complains', async () => {
    const { page, run } = await openWith(
      '<p id="p"></p>',
      () => elements(`<p id="p">${named('a', 'card')}${named('b', 'card')}</p>`, { transition: true }),
      { script: watching, expectErrors: /duplicate view-transition-name/ },
    )
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    expect([await page.textContent('#p'), await page.evaluate('shown')]).toEqual(['ab', []])
  })

  test.each<[string, string, BrowserContextOptions]>([
    ['a browser that has none', 'delete Document.prototype.startViewTransition; window.log = []', {}],
    ['a user who wants less motion', counting, { reducedMotion: 'reduce' }],
    ['a hidden tab', `${counting}; Object.defineProperty(Document.prototype, 'hidden', { get: () => true })`, {}],
  ])('is a plain swap for %s', async (_title, script, context) => {
    const { page, run } = await openWith('<p id="p"></p>', item, { script, context })
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    expect(await page.textContent('#p')).toBe('new')
    expect(await page.evaluate('log.join()')).toBe('')
  })

  test('comes after the one under way', async () => {
    const { page, run } = await openWith(
      '<p id="p"></p><p id="q"></p>',
      () => [elements('<p id="p">new</p>', { transition: true }), elements('<p id="q">new</p>', { transition: true })],
      { script: counting },
    )
    await Promise.all([run(), act(page, '#q', 'go', {}, { lane: 'parallel' })])
    await expect.poll(() => page.evaluate('log.length')).toBe(8)
    expect(await page.evaluate('log.join()')).toBe('start,end,start,end,start,end,start,end')
  })

  test('that another one skips has swapped all the same', async () => {
    const skipped = `const begin = Document.prototype.startViewTransition
      Document.prototype.startViewTransition = function (update) {
        const transition = begin.call(this, update)
        transition.skipTransition()
        return transition
      }`
    const { page, run } = await openWith('<p id="p"></p>', item, { script: skipped })
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    expect(await page.textContent('#p')).toBe('new')
  })

  test('to a target that is missing is reported, and the next one is made', async () => {
    const { page, run } = await openWith(
      '<p id="p"></p>',
      () => [
        elements('<p>1</p>', { transition: true, target: '#none' }),
        elements('<p id="p">new</p>', { transition: true }),
      ],
      { expectErrors: /\$action\("go"\) on <main id="root">: target "#none" matches nothing/ },
    )
    expect(await run()).toMatchObject({ ok: true, problems: ['target'] })
    expect(await page.textContent('#p')).toBe('new')
  })
})

describe('delays', () => {
  test('what is behind the item waits, and focus comes after the settle delay', async () => {
    const log = `window.log = []; addEventListener('focusin', () => log.push('focus'))`
    const { page, run } = await openWith(
      `<i x-effect="log.push('n' + n)"></i><p id="p"></p>`,
      () => [
        { n: 2 },
        elements(`<p id="p"><input id="it" x-init="log.push('in')"></p>`, {
          swapDelay: 30,
          settleDelay: 30,
          focus: '#it',
        }),
        { n: 3 },
      ],
      { script: log },
    )
    const since = Date.now()
    await run()
    expect(Date.now() - since).toBeGreaterThanOrEqual(60)
    expect(await page.evaluate('log.join()')).toBe('n1,n2,in,focus,n3')
  })

  test('an item with focus alone lands with the signals before it', async () => {
    const { page, run } = await openWith(
      `<i x-effect="log.push(n + document.querySelector('#p').textContent)"></i><p id="p"></p>`,
      () => [{ n: 2 }, elements('<p id="p">new</p>', { focus: 'none' })],
      { script: 'window.log = []' },
    )
    await run()
    expect(await page.evaluate('log.join()')).toBe('1,2new')
  })

  test.each<[string, ElementsOptions, string]>([
    ['before the swap', { swapDelay: 60_000 }, ''],
    ['before the focus', { settleDelay: 60_000, focus: '#p' }, 'new'],
  ])('a call that is cancelled %s changes nothing any more, and ends', async (_title, options, text) => {
    const { page } = await openWith(
      '<p id="p"></p><button x-action="go">go</button>',
      () => [elements('<p id="p" tabindex="-1">new</p>', options), { n: 2 }],
      { script: watchDelay },
    )
    await page.click('button')
    await page.waitForFunction('window.isDelayed')
    await page.evaluate(`Alpine.evaluate(document.querySelector('#root'), '$action.cancel()')`)
    await idle(page)
    expect(await page.textContent('#p')).toBe(text)
    expect(await page.evaluate('document.activeElement.id')).not.toBe('p')
    expect(await state(page)).toMatchObject({ root: { n: 1 } })
  })
})

import { describe, expect, test } from 'vitest'
import { action, elements, errors, focus, type Returned, scroll } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { act, state } from './page.js'

const open = useApp()

async function run(body: string, returned: () => Returned, options: Partial<AppOptions> = {}) {
  const app = await open({
    body: `<main id="root" x-data="{ n: 1 }">${body}</main>`,
    actions: { go: action(() => returned()) },
    ...options,
  })
  return { ...app, go: (source = '#root') => act(app.page, source, 'go') }
}

const focused = 'document.activeElement.id'

describe('focus', () => {
  test.each<[string, string, () => Returned, string]>([
    ['what came before it', '<p id="p"></p>', () => [elements('<input id="p">'), focus('#p')], 'p'],
    ['what Alpine has shown by then', '<input id="a" x-show="n > 1">', () => [{ n: 2 }, focus('#a')], 'a'],
    ['what Alpine has enabled by then', '<input id="a" :disabled="n < 2">', () => [{ n: 2 }, focus('#a')], 'a'],
    ['a heading, which takes none by itself', '<h2 id="h">All</h2>', () => focus('h2'), 'h'],
    ['a target from the source', '<form id="f"><input id="a"></form>', () => focus('find input'), 'a'],
  ])('gives it to %s', async (_title, body, returned, id) => {
    const { page, go } = await run(body, returned)
    expect(await go()).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate(focused)).toBe(id)
  })

  test('gives it to the first control of the form that is invalid', async () => {
    const body = `<form id="f" x-action="go" novalidate><input id="a" value="x" required>
      <input id="b" required><input id="c" required><button id="go">go</button></form>`
    const { page } = await run(body, () => [errors({ b: 'Empty' }), focus('first-invalid')], {
      expectErrors: /422/,
    })
    await page.click('#go')
    await expect.poll(() => page.evaluate(focused)).toBe('b')
  })

  test('takes it away', async () => {
    const { page, go } = await run('<input id="a" autofocus>', () => focus('none'))
    await page.focus('#a')
    expect(await go()).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('document.activeElement === document.body')).toBe(true)
  })

  test.each(['#none', '<img src=x onerror=alert(1)>', 'closest nothing', '['])(
    'of %j is reported, and the items behind it are applied',
    async (target) => {
      const { page, go } = await run('', () => [focus(target), scroll(target), { n: 2 }], {
        expectErrors: /matches nothing|not a valid selector/,
      })
      expect(await go()).toMatchObject({ ok: true, problems: [expect.any(String), expect.any(String)] })
      expect(await state(page)).toMatchObject({ root: { n: 2 } })
    },
  )

  test('throws on no control', async () => {
    const types = ['hidden', 'checkbox', 'color', 'date', 'file', 'image', 'number', 'range', 'reset']
    const body = types.map((type) => `<input id="${type}" type="${type}">`).join('')
    const { go } = await run(`${body}<svg id="svg"></svg>`, () => [...types, 'svg'].map((id) => focus(`#${id}`)))
    expect(await go()).toMatchObject({ ok: true, problems: [] })
  })
})

describe('scroll', () => {
  const far = '<div style="height: 5000px"></div><p id="p">P</p><div style="height: 5000px"></div>'

  test('goes to an element that came before it, and to the top', async () => {
    const { page, go } = await run(`${far}<p id="q"></p>`, () => [
      elements('<p id="q"><b id="new">new</b></p>'),
      scroll('#new', { smooth: false }),
    ])
    expect(await go()).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate(`document.querySelector('#new').getBoundingClientRect().top < innerHeight`)).toBe(true)
  })

  test('goes to the top of the page', async () => {
    const { page, go } = await run(far, () => scroll('top'))
    await page.evaluate('scrollTo(0, 3000)')
    await go()
    await expect.poll(() => page.evaluate('scrollY')).toBe(0)
  })

  test.each<[string, object, object, string]>([
    ['glides', {}, { reducedMotion: 'no-preference' }, 'smooth'],
    ['jumps, if the item says so', { smooth: false }, { reducedMotion: 'no-preference' }, 'instant'],
    ['jumps, for a user who wants less motion', {}, { reducedMotion: 'reduce' }, 'instant'],
  ])('%s', async (_title, options, context, behavior) => {
    const { page, go } = await run(far, () => scroll('#p', options), { context })
    await page.evaluate(`Element.prototype.scrollIntoView = (how) => { window.how = how.behavior }`)
    await go()
    expect(await page.evaluate('how')).toBe(behavior)
  })
})

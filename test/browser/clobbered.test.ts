import { describe, expect, test } from 'vitest'
import { errors } from '../../server/index.js'
import { useApp } from './app.js'
import { openLab } from './morph/lab.js'
import { idle, noting } from './page.js'

const open = useApp()

const names = ['id', 'children', 'style', 'remove', 'attributes', 'textContent', 'name', 'title', 'live', 'markup']
const form = (name: string, label: string, rest = '') =>
  `<form id="f" class="${label}" style="margin: ${rest ? 2 : 1}px" title="${label}"><label>${label}<input name="${name}" value="${label}"></label>${rest}</form>`
const main = (content: string) => `<main id="root" x-data="{ n: 1 }">${content}</main>`
/** Of the form, by ways that its fields cannot hide. */
const look = `(() => {
  const form = document.getElementById('f')
  const get = (name) => Element.prototype.getAttribute.call(form, name)
  return form && [get('class'), get('style'), get('title'), $$('#f label').map((el) => el.textContent).join(), $$('#f input').map((el) => el.value).join(), $$('#f b').length]
})()`
const a = ['a', 'margin: 1px', 'a', 'a', 'a', 0]
const b = ['b', 'margin: 2px', 'b', 'b', 'b', 1]

describe.each(names)('a form with a field named %s', (name) => {
  test('is morphed, keeps what the client made of it, moves, and goes', { timeout: 10_000 }, async () => {
    const { page, send, errors } = await openLab(open, main(`<p id="p">p</p>${form(name, 'a')}`), { context: {} })
    expect(await page.evaluate(look)).toEqual(a)
    const did = async (sent: Parameters<typeof send>[0]) => {
      expect({ ...(await send(sent)), errors }).toMatchObject({ ok: true, problems: [], errors: [] })
      return page.evaluate(look)
    }
    await page.evaluate(`Element.prototype.setAttribute.call(document.getElementById('f'), 'data-mine', '')`)
    // as a target, as a child that changes, that moves, and that stays while its sibling changes
    expect(await did({ markup: form(name, 'b', '<b></b>'), target: '#f' })).toEqual(b)
    expect(await did({ markup: form(name, 'a'), target: null })).toEqual(a)
    expect(await did({ markup: main(`<p id="p">p</p>${form(name, 'b', '<b></b>')}`) })).toEqual(b)
    expect(await did({ markup: main(`${form(name, 'a')}<p id="p">p</p>`) })).toEqual(a)
    expect(await did({ markup: main(`<p id="p">q</p><section>${form(name, 'b', '<b></b>')}</section>`) })).toEqual(b)
    expect(await page.locator('#f[data-mine]').count()).toBe(1)
    expect(await did({ markup: '<b></b>', target: '#f', swap: 'append' })).toEqual([...b.slice(0, 5), 2])
    expect(await did({ remove: '#f' })).toBe(null)
    expect(await did({ markup: form(name, 'a'), target: '#p', swap: 'after' })).toEqual(a)
    expect(await did({ markup: main('<p id="p">p</p>') })).toBe(null)
  })
})

test('a form with a field named form sends its fields, and shows what was refused', async () => {
  const { note, notes } = noting(() => errors({ form: 'Unknown' }))
  const { page } = await open({
    expectErrors: /Failed to load resource/,
    actions: { note },
    body: `<main x-data><form x-action="note"><input name="form" value="W-2"><b x-error="form"></b><button>go</button></form></main>`,
  })
  await page.click('button')
  await expect.poll(() => notes.map(({ input }) => input)).toEqual([{ form: 'W-2' }])
  await expect.poll(() => page.textContent('b')).toBe('Unknown')
  await idle(page)
})

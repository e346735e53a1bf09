import { describe, expect, test } from 'vitest'
import { useApp } from './app.js'
import { openLab } from './morph/lab.js'

const open = useApp()

const main = (content: string) => `<main id="root" x-data>${content}</main>`
const field = '<input id="i" value="abcdef">'
const orders: [string, string, string][] = [
  ['its siblings change places', `${field}<p id="a">a</p><p id="b">b</p>`, `<p id="b">b</p><p id="a">a</p>${field}`],
  ['it goes elsewhere', `<div id="x">${field}</div><div id="y"></div>`, `<div id="y">${field}</div><div id="x"></div>`],
  ['a wrapper comes around it', field, `<section><div>${field}</div></section>`],
  ['the wrapper goes', `<section>${field}</section>`, field],
  [
    'what it is in moves',
    `<ul><li id="a">${field}</li><li id="b">b</li><li id="c">c</li></ul>`,
    `<ul><li id="c">c</li><li id="b">b</li><li id="a">${field}</li></ul>`,
  ],
]

// Firefox before 144 and Safari have none
const without = `for (const { prototype } of [Element, Document, DocumentFragment]) delete prototype.moveBefore`

describe.each([
  ['with moveBefore', ''],
  ['without moveBefore', without],
])('%s', (_how, script) => {
  test.each(orders)('focus, selection and what was typed stay in a field when %s', async (_title, before, after) => {
    const { page, send } = await openLab(open, main(before), { context: {}, script })
    expect(await page.evaluate('"moveBefore" in document.body')).toBe(!script)
    await page.focus('#i')
    await page.keyboard.type('typed')
    await page.evaluate('$("#i").setSelectionRange(1, 4, "backward"); window.i = $("#i")')
    expect(await send({ markup: main(after) })).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('document.activeElement === i && i === $("#i")')).toBe(true)
    expect(await page.evaluate('[i.selectionStart, i.selectionEnd, i.selectionDirection]')).toEqual([1, 4, 'backward'])
    await page.keyboard.type('X')
    expect(await page.inputValue('#i')).toMatch(/^.X/)
  })

  test('they stay in a text area, and a box, a link and a number keep the focus', async () => {
    const fields = [
      '<textarea id="t">abcdef</textarea>',
      '<input id="c" type="checkbox">',
      '<a id="l" href="#">l</a>',
      '<input id="n" type="number" value="1">',
      '<select id="s"><option>1</option></select>',
    ]
    const { page, send } = await openLab(open, main(fields.join('')), { context: {}, script })
    for (const [turn, id] of ['t', 'c', 'l', 'n', 's'].entries()) {
      await page.focus(`#${id}`)
      if (id === 't') await page.evaluate('$("#t").setSelectionRange(2, 3)')
      const order = turn % 2 ? fields : fields.toReversed()
      expect(await send({ markup: main(order.join('')) })).toMatchObject({ ok: true, problems: [] })
      expect(await page.evaluate('document.activeElement.id')).toBe(id)
    }
    expect(await page.evaluate('[$("#t").selectionStart, $("#t").selectionEnd]')).toEqual([2, 3])
  })

  test('rows that Alpine rendered follow their template with the focus', async () => {
    const rows = '<template x-for="n in 3"><input :id="`r` + n"></template>'
    const { page, send } = await openLab(open, main(`${rows}<p id="p">p</p>`), { context: {}, script })
    await page.focus('#r2')
    await page.keyboard.type('typed')
    await send({ markup: main(`<p id="p">p</p><u></u>${rows}`) })
    expect(await page.evaluate('[document.activeElement.id, $("#r2").value, $("#r2").selectionStart]')).toEqual([
      'r2',
      'typed',
      5,
    ])
    expect(await page.evaluate('$$("#root > *").map((el) => el.id || el.localName)')).toEqual([
      'p',
      'u',
      'template',
      'r1',
      'r2',
      'r3',
    ])
  })

  test('the focus stays in a shadow root whose host moves', async () => {
    const hosts = ['<x-field id="h"></x-field>', '<p id="a">a</p>', '<p id="b">b</p>']
    const { page, send } = await openLab(open, main(hosts.join('')), {
      context: {},
      script: `${script}
        customElements.define('x-field', class extends HTMLElement {
          constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = '<input id="in" value="abc">' }
        })`,
    })
    await page.evaluate(
      'window.field = $("#h").shadowRoot.querySelector("input"); field.focus(); field.setSelectionRange(1, 2)',
    )
    await send({ markup: main(hosts.toReversed().join('')) })
    expect(
      await page.evaluate('$("#h").shadowRoot.activeElement === field && [field.selectionStart, field.selectionEnd]'),
    ).toEqual([1, 2])
  })
})

describe('of 5000 rows without ids', () => {
  const rows = (order: number[]) => main(`<ul id="l">${order.map((n) => `<li><b>${n}</b></li>`).join('')}</ul>`)
  const all = Array.from({ length: 5000 }, (_, n) => n)

  test.each<[string, number[]]>([
    ['the first comes last', [...all.slice(1), 0]],
    ['the last comes first', [4999, ...all.slice(0, -1)]],
    ['one goes back', all.toSpliced(4000, 1).toSpliced(10, 0, 4000)],
  ])('%s: one node moves', async (_title, order) => {
    const { page, send } = await openLab(open, rows(all))
    await page.evaluate(`window.records = []; window.kept = $$('li')
      new MutationObserver((some) => records.push(...some)).observe($('#root'), { subtree: true, childList: true, attributes: true, characterData: true })`)
    expect(await send({ markup: rows(order) })).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('texts("li").map(Number)')).toEqual(order)
    expect(
      await page.evaluate(
        '[records.flatMap((each) => [...each.addedNodes]).length, records.flatMap((each) => [...each.removedNodes]).length]',
      ),
    ).toEqual([1, 1])
    expect(await page.evaluate('$$("li").every((el) => kept.includes(el))')).toBe(true)
  })

  test('which all say the same, one goes: one node is removed, and no time is lost', async () => {
    const same = (count: number) => main(`<ul id="l">${'<li><b>same</b></li>'.repeat(count)}</ul>`)
    const { page, send } = await openLab(open, same(5000))
    await page.evaluate(`window.records = []
      new MutationObserver((some) => records.push(...some)).observe($('#root'), { subtree: true, childList: true })`)
    const since = Date.now()
    await send({ markup: same(4999) })
    expect(Date.now() - since).toBeLessThan(10_000)
    expect(await page.evaluate('[records.length, $$("li").length]')).toEqual([1, 4999])
  })

  test('which all are others now, no time is lost', async () => {
    const { page, send } = await openLab(open, rows(all))
    const since = Date.now()
    await send({ markup: rows(all.map((n) => n + 10_000)) })
    expect(Date.now() - since).toBeLessThan(10_000)
    expect(await page.evaluate('[text("li"), $$("li").length]')).toEqual(['10000', 5000])
  })
})

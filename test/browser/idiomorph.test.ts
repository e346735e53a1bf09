import { expect, test } from 'vitest'
import { useApp } from './app.js'
import { openLab } from './morph/lab.js'
import { act } from './page.js'

const open = useApp()

const part = (label: string, more = '') =>
  `<section id="s" class="${label}"${more}><h2 class="h" title="t" style="color: red">${label}</h2><p id="p">${label}</p>
    <input id="i" value="${label}"><input id="c" type="checkbox"><textarea id="t">${label}</textarea>
    <select id="o"><option>1</option><option>2</option></select><details id="d"><summary>s</summary></details></section>`
const drift = `$('h2').className = 'mine'; $('h2').title = 'mine'; $('h2').style.margin = '1px'; $('h2').dataset.mine = ''
  $('#p').textContent = 'mine'; $('#s').append('mine'); $('#s').classList.add('mine'); $('summary').remove()
  $('#i').value = 'mine'; $('#c').checked = true; $('#t').value = 'mine'; $('#o').value = '2'; $('#d').open = true`
/** Idiomorph writes the attribute of an option that is selected anew. */
const seen = `look($('#s')).replaceAll(' selected=""', '')`
const page = (content: string) => `<main id="root" x-data="{ on: true }">${content}</main>`

test.each([
  ['to a target', '#s', {}],
  ['to the id of its root', null, {}],
  ['by an option of the call', null, { swap: 'idiomorph' }],
  ['by options of the call', null, { target: '#s', swap: 'idiomorph' }],
] as const)(
  'the page ends as the markup says, and what the client made of it is gone (%s)',
  async (_way, target, options) => {
    const lab = await openLab(open, page(part('a')))
    await lab.page.evaluate(drift)
    const swap = 'swap' in options ? {} : { swap: 'idiomorph' as const }
    const ended = await act(lab.page, '#source', 'answer', { sent: [{ markup: part('b'), target, ...swap }] }, options)
    expect(ended).toMatchObject({ ok: true, problems: [] })
    const morphed = await lab.page.evaluate(seen)
    const fresh = await openLab(open, page(part('b')))
    expect(morphed).toBe(await fresh.page.evaluate(seen))
  },
)

test('the same markup resets what the client made of it, each time', async () => {
  const { page: tab, send } = await openLab(open, page(part('a')))
  const before = await tab.evaluate(seen)
  for (let time = 0; time < 2; time++) {
    await tab.evaluate(drift)
    await send({ markup: part('a'), target: '#s', swap: 'idiomorph' })
    expect(await tab.evaluate(seen)).toBe(before)
  }
})

test('what Alpine wrote is gone, while its state stays', async () => {
  const markup = '<section id="s" x-data="{ n: 1 }"><b :class="`n` + n" x-text="n"></b></section>'
  const { page: tab, send } = await openLab(open, markup)
  await tab.evaluate('data("#s").n = 2')
  await send({ markup, target: '#s', swap: 'idiomorph' })
  expect(await tab.innerHTML('#s')).toBe('<b :class="`n` + n" x-text="n"></b>')
  await tab.evaluate('data("#s").n++')
  await expect.poll(() => tab.textContent('b')).toBe('3')
})

test('what it brings is the base of the next morph: what the client changes after it stays', async () => {
  const { page: tab, send } = await openLab(open, page(part('a')))
  await tab.evaluate(drift)
  await send({ markup: part('b'), target: '#s', swap: 'idiomorph' })
  await tab.evaluate(drift)
  await send({ markup: part('c', ' data-c'), target: '#s' })
  expect(
    await tab.evaluate('[$("#s").dataset.c, classes("#s"), classes("h2"), $("h2").title, $("h2").style.margin]'),
  ).toEqual(['', 'c mine', 'mine', 'mine', '1px'])
  expect(await tab.evaluate('[$("#c").checked, $("#o").value, $("#d").open, text("h2")]')).toEqual([
    true,
    '2',
    true,
    'c',
  ])
  expect(await tab.evaluate('$("#s").lastChild.data')).toBe('mine')
})

test('after it, the markup that it brought changes nothing', async () => {
  const { page: tab, send } = await openLab(open, page(part('a')))
  await send({ markup: part('b'), target: '#s', swap: 'idiomorph' })
  await tab.evaluate(drift)
  const before = await tab.evaluate(seen)
  await send({ markup: part('b'), target: '#s' })
  expect(await tab.evaluate(seen)).toBe(before)
})

test('it is a part of what the server sent for the elements around it', async () => {
  const whole = (label: string) => page(`<div id="around"><i>i</i>${part(label)}</div>`)
  const { page: tab, send } = await openLab(open, whole('a'))
  await send({ markup: whole('b') }, { markup: part('c'), target: '#s', swap: 'idiomorph' })
  expect(await tab.textContent('h2')).toBe('c')
  await send({ markup: whole('d') })
  expect(await tab.evaluate('[text("h2"), text("#p"), classes("#s"), values("#i")]')).toEqual(['d', 'd', 'd', ['d']])
})

test('many roots, other tags and nothing at all', async () => {
  const { page: tab, send } = await openLab(open, page('<p id="a">A</p><p id="b">B</p>'))
  await send({ markup: '<p id="a">1</p>text<u>2</u>', target: '#a', swap: 'idiomorph' })
  expect(await tab.innerHTML('#root')).toBe('<p id="a">1</p>text<u>2</u><p id="b">B</p>')
  await send({ markup: '<h2 id="b">3</h2>', target: null, swap: 'idiomorph' })
  expect(await tab.innerHTML('#root')).toBe('<p id="a">1</p>text<u>2</u><h2 id="b">3</h2>')
  await send({ markup: page('<p id="a">4</p>') })
  expect(await tab.innerHTML('#root')).toBe('<p id="a">4</p>')
  await send({ markup: '', target: '#a', swap: 'idiomorph' })
  expect(await tab.innerHTML('#root')).toBe('')
  await send({ markup: page('<p id="a">5</p>') })
  expect(await tab.innerHTML('#root')).toBe('<p id="a">5</p>')
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { useApp } from './app.js'
import { openLab } from './morph/lab.js'
import type { Sent } from './morph/sent.js'

const open = useApp()

/** Counts what is parsed and what is morphed. */
const counting = `
  const innerHTML = Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML')
  window.work = { parsed: 0, morphed: 0, swaps: 0 }
  const set = function (markup) { work.parsed++; innerHTML.set.call(this, markup) }
  Object.defineProperty(Element.prototype, 'innerHTML', { ...innerHTML, set })
  for (const [name, kind] of [['hyper:morph', 'morphed'], ['hyper:before-swap', 'swaps']]) addEventListener(name, () => work[kind]++)
  window.fresh = () => { const was = { ...work }; for (const kind in work) work[kind] = 0; return was }`

const main = (content: string) => `<main id="root" x-data="{ n: 1 }">${content}</main>`
const box = (content: string, more = '') => `<section id="s"${more}>${content}</section>`
const rows = '<p id="a">A</p><ul id="l"><li id="b">B</li></ul>'

const idle = { parsed: 0, morphed: 0, swaps: 0 }

test.each<[string, Sent]>([
  ['at a target', { markup: box(rows), target: '#s' }],
  ['at the id of its root', { markup: box(rows), target: null }],
  ['behind white space', { markup: `\n  ${box(rows)}`, target: null }],
  ['inside a target', { markup: '<div><p>1</p></div>', target: '#s', swap: 'inner' }],
  ['at all targets', { markup: '<p class="x">1</p>', target: '.x', all: true }],
  ['of which a part is selected', { markup: `<div>${box(rows)}</div>`, target: '#s', select: '#s' }],
])('the same markup %s is not parsed again, and the page does not change', async (_way, sent) => {
  const { page, send } = await openLab(open, main(`${box('old')}<p class="x">0</p><p class="x">0</p>`), {
    script: counting,
  })
  await send(sent)
  const work = (await page.evaluate('fresh()')) as typeof idle
  expect(work.parsed).toBeGreaterThan(0)
  expect(work.morphed).toBeGreaterThan(0)
  // the client's own does not count
  await page.evaluate(`$('#s').title = 'mine'; $('#s').append('mine'); data().n++`)
  await page.evaluate(
    `window.records = new MutationObserver(() => {}); records.observe($('#root'), { subtree: true, childList: true, attributes: true, characterData: true })`,
  )
  expect(await send(sent, sent)).toMatchObject({ ok: true, problems: [] })
  expect(await page.evaluate('records.takeRecords().length')).toBe(0)
  expect(await page.evaluate('fresh()')).toEqual(idle)
})

describe('the same markup is applied again', () => {
  const whole = { markup: box(rows), target: '#s' } satisfies Sent

  test.each<[string, Sent[]]>([
    ['an append in it', [{ markup: '<li>C</li>', target: '#l', swap: 'append' }]],
    ['a prepend in it', [{ markup: 'text', target: '#s', swap: 'prepend' }]],
    ['an insertion beside what is in it', [{ markup: '<i></i>', target: '#b', swap: 'after' }]],
    ['a removal in it', [{ remove: '#b' }]],
    ['a removal of all that is in it', [{ remove: '#a' }, { remove: '#l' }]],
    ['a removal by a swap in it', [{ markup: '', target: '#l', swap: 'remove' }]],
    ['a morph in it', [{ markup: '<li id="b" class="x">C</li>', target: null }]],
    ['an inner morph in it', [{ markup: '<li>C</li>', target: '#l', swap: 'inner' }]],
    ['a replacement in it', [{ markup: '<ol id="l"></ol>', target: '#l', swap: 'replace' }]],
    ['a replacement deep in it', [{ markup: '<li id="b">C</li>', target: null, swap: 'replace' }]],
    ['a plain morph in it', [{ markup: '<li id="b">C</li>', target: null, swap: 'idiomorph' }]],
    ['other markup', [{ markup: box('x'), target: '#s' }]],
    ['other markup inside', [{ markup: 'x', target: '#s', swap: 'inner' }]],
    ['a replacement', [{ markup: box('x'), target: '#s', swap: 'replace' }]],
    ['a plain morph', [{ markup: box('x'), target: '#s', swap: 'idiomorph' }]],
    ['a morph of what is around it', [{ markup: main(box('x')) }]],
    ['a plain morph of what is around it', [{ markup: main(box('x')), swap: 'idiomorph' }]],
    ['an append that has it', [{ markup: box('x'), target: '#root', swap: 'append' }]],
    ['a morph of two, that has what is in it', [{ markup: '<i id="z"></i><p id="a">x</p>', target: null }]],
  ])('after %s', async (_title, between) => {
    const { page, send } = await openLab(open, main(`${box('old')}<i id="z"></i>`))
    await send(whole)
    const before = await page.evaluate('look($("#s"))')
    expect(await send(...between)).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('look($("#s"))')).not.toBe(before)
    await send(whole)
    expect(await page.evaluate('look($("#s"))')).toBe(before)
  })

  test('after another part of it', async () => {
    const { page, send } = await openLab(open, main(box('old')))
    const both = `<p class="a">1</p><p class="b">2</p>`
    for (const select of ['.a', '.b', '.a']) {
      await send({ markup: both, target: '#s', swap: 'inner', select })
      expect(await page.innerHTML('#s')).toBe(select === '.a' ? '<p class="a">1</p>' : '<p class="b">2</p>')
    }
  })

  test('with another swap', async () => {
    const { page, send } = await openLab(open, main('<ul id="l"><li>0</li></ul>'))
    const markup = '<ul id="l"><li>1</li></ul>'
    await send({ markup, target: null, swap: 'inner' })
    expect(await page.innerHTML('#root')).toBe('<ul id="l"><li>1</li></ul>')
    await send({ markup: '<b>1</b>', target: '#l', swap: 'inner' }, { markup: '<b>1</b>', target: '#l' })
    expect(await page.innerHTML('#root')).toBe('<b>1</b>')
  })

  test('inside its own id, and then inside the target that has it', async () => {
    const { page, send } = await openLab(open, main('<ul class="x"><li>0</li></ul><div id="d"></div>'))
    const markup = '<div id="d"><b>1</b></div>'
    await send({ markup, target: null, swap: 'inner' })
    expect(await page.innerHTML('#d')).toBe('<b>1</b>')
    await send({ markup: markup.replace(' id="d"', ''), target: '#d', swap: 'inner' })
    expect(await page.innerHTML('#d')).toBe('<div><b>1</b></div>')
  })

  test('when it has two roots, and the second changed', async () => {
    const { page, send } = await openLab(open, main('<p id="a">A</p><p id="b">B</p>'))
    const both: Sent = { markup: '<p id="a">1</p><p id="b">1</p>', target: null }
    await send(both)
    await send({ markup: '<p id="b">2</p>', target: null })
    expect(await page.evaluate('texts("p")')).toEqual(['1', '2'])
    await send(both)
    expect(await page.evaluate('texts("p")')).toEqual(['1', '1'])
  })

  test('when it has a root that is new and one that is there, and the new one went', async () => {
    const { page, send } = await openLab(open, main('<p id="a">A</p>'))
    const both = { sent: [{ markup: '<p id="a">1</p><p id="new">1</p>', target: null }] }
    const call = () =>
      page.evaluate(async (both) => {
        const { Alpine } = window as unknown as { Alpine: { evaluate(el: Element | null, text: string): unknown } }
        const [run] = Alpine.evaluate(document.querySelector('#source'), '[$action]') as [
          (...all: unknown[]) => unknown,
        ]
        await run('answer', both, { target: '#root', swap: 'append' })
      }, both)
    const callOuter = () =>
      page.evaluate(
        `(async (both) => { const [run] = Alpine.evaluate($('#source'), '[$action]'); await run('answer', both, { target: '#here' }) })(${JSON.stringify(both)})`,
      )
    await call()
    expect(await page.evaluate('texts("p")')).toEqual(['1', '1'])
    await send({ remove: '#new' })
    await call()
    expect(await page.evaluate('texts("p")')).toEqual(['1', '1'])
    await send({ remove: '#new' }, { markup: '<i id="here"></i>', swap: 'append' })
    await callOuter()
    expect(await page.evaluate('texts("p")')).toEqual(['1', '1'])
    await send({ remove: '#new' }, { markup: '<i id="here"></i>', swap: 'append' })
    await callOuter()
    expect(await page.evaluate('texts("p")')).toEqual(['1', '1'])
  })

  test.each([
    ['x-keep', box('<p id="a" x-keep class="x">B</p>'), '<p id="a" x-keep class="y">A</p>'],
    ['x-keep.children', box('<p id="a" x-keep.children>B</p>'), '<p id="a" x-keep.children>A</p>'],
    ['x-keep.attrs', box('<p id="a" x-keep.attrs="class" class="x">A</p>'), '<p id="a" x-keep.attrs="class">A</p>'],
  ])('while %s holds some of it back', async (_title, markup, before) => {
    const { page, send } = await openLab(open, main(box(before)), { script: counting })
    for (let time = 0; time < 3; time++) {
      await page.evaluate('fresh()')
      await send({ markup, target: '#s' })
      expect(await page.evaluate('fresh().parsed')).toBeGreaterThan(0)
    }
  })

  test.each([
    ['update', `event.target.id === 'a'`],
    ['remove', `event.target.id === 'l'`],
    ['add', `event.detail.next.id === 'new'`],
  ])('when a listener prevented an %s, and does so no more', async (change, which) => {
    const { page, send } = await openLab(open, main(box(rows)), {
      script: `window.held = true
        addEventListener('hyper:morph', (event) => held && event.detail.change === '${change}' && ${which} && event.preventDefault())`,
    })
    const sent: Sent = { markup: box('<p id="a">2</p><i id="new">N</i>'), target: '#s' }
    await send(sent)
    expect(await page.innerHTML('#s')).not.toBe('<p id="a">2</p><i id="new">N</i>')
    await page.evaluate('held = false')
    await send(sent)
    expect(await page.innerHTML('#s')).toBe('<p id="a">2</p><i id="new">N</i>')
  })

  test('when a control was kept from the first, it is as if the markup had not come twice', async () => {
    const { page, send } = await openLab(open, main(box('<input id="i" value="a"><p>a</p>')))
    await page.fill('#i', 'typed')
    const sent: Sent = { markup: box('<input id="i" value="b"><p>b</p>'), target: '#s' }
    await send(sent, sent)
    await page.evaluate('document.activeElement.blur()')
    await send(sent)
    expect(await page.evaluate('[values("#i")[0], text("#s p")]')).toEqual(['typed', 'b'])
  })
})

test('the markup may be written in any way: the page is the same as if none were ever known', async () => {
  const { page, errors } = await openLab(open, '<main id="root"></main>', {
    script: `window.play = async (steps, salt) => {
      let salts = 0
      $('#root').replaceWith(Object.assign(document.createElement('main'), { id: 'root', innerHTML: '<div id="a"></div>' }))
      await settled()
      const looks = []
      for (const { deed, sent } of steps) {
        try { if (deed) new Function(deed)() } catch {}
        // white space in a tag is not in the tree
        const written = sent.map((each) => salt && each.markup ? { ...each, markup: each.markup.replace(/<[a-z]+/, (tag) => tag + ' '.repeat(++salts)) } : each)
        await serve(...written)
        await settled()
        looks.push(look($('#root')))
      }
      return looks
    }`,
    expectErrors: /matches nothing|no target/,
  })
  const leaf = fc.constantFrom('<i>1</i>', '<i>2</i>', 'x', '')
  const c = fc.tuple(fc.constantFrom('', ' class="k"'), leaf).map(([more, inside]) => `<p id="c"${more}>${inside}</p>`)
  const b = fc
    .oneof(
      c,
      leaf,
      fc.tuple(c, leaf).map((all) => all.join('')),
    )
    .map((inside) => `<div id="b">${inside}</div>`)
  const a = fc
    .oneof(
      b,
      c,
      fc.tuple(b, leaf).map((all) => all.join('')),
    )
    .map((inside) => `<div id="a">${inside}</div>`)
  // no id comes to be twice
  const items = <T>(
    targets: T[],
    markup: fc.Arbitrary<string>,
    ...swaps: ('outer' | 'inner' | 'replace' | 'append' | 'prepend' | 'before' | 'after' | 'idiomorph')[]
  ) => fc.record({ markup, target: fc.constantFrom(...targets), swap: fc.constantFrom(...swaps) })
  const two = fc
    .tuple(
      b,
      leaf.filter((each) => each.startsWith('<')),
    )
    .map(([one, other]) => one + other.replace('<i', '<i id="d"'))
  const item = fc.oneof(
    items([null, '#a'], a, 'outer', 'outer', 'outer', 'replace', 'idiomorph'),
    items([null, '#b'], b, 'outer', 'outer', 'outer', 'replace', 'idiomorph'),
    items([null, '#c'], c, 'outer', 'outer', 'outer', 'replace', 'idiomorph'),
    items([null], two, 'outer'),
    items(['#a'], fc.oneof(b, c, leaf), 'inner', 'append', 'prepend'),
    items(['#b'], fc.oneof(c, leaf), 'inner', 'append', 'before', 'after'),
    items(['#c'], leaf, 'inner', 'append', 'after'),
    fc.record({ remove: fc.constantFrom('#b', '#c') }),
  )
  // a small set, so that much comes twice
  const steps = fc.array(item, { minLength: 1, maxLength: 4 }).chain((pool) =>
    fc.array(
      fc.record({
        sent: fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 2 }),
        deed: fc.constantFrom(
          '',
          '',
          '$("#b").title = "mine"',
          '$("#b").append("mine")',
          '$("#c").remove()',
          '$("#a").prepend($("#c"))',
        ),
      }),
      { minLength: 2, maxLength: 6 },
    ),
  )
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      const given = JSON.stringify(steps)
      const known = await page.evaluate(`play(${given}, false)`)
      const never = await page.evaluate(`play(${given}, true)`)
      errors.splice(0)
      expect(known).toEqual(never)
    }),
    { numRuns: 150 },
  )
  await page.evaluate('$("#root").replaceChildren()')
}, 120_000)

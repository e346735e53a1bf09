import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { action, type ElementsOptions, elements, type Returned, remove } from '../../server/index.js'
import { useApp } from './app.js'
import { act, gate, state } from './page.js'

const open = useApp()

/** Opens a page with one action, `go`, whose source is `#go` if there is one, else the root. */
async function openWith(before: string, go: () => Returned, expectErrors?: RegExp) {
  const app = await open({
    actions: { go: action(go) },
    body: `<main id="root" x-data="{ n: 1 }">${before}</main>`,
    ...(expectErrors && { expectErrors }),
  })
  const run = () => act(app.page, before.includes('id="go"') ? '#go' : '#root', 'go')
  return { ...app, run }
}

const inside = (page: Page) => page.innerHTML('#root')

type Row = [title: string, before: string, markup: string, options: ElementsOptions, after: string]

const list = '<ul id="l"><li id="a">A</li><li id="b">B</li></ul>'
const target = '#l'

const swaps: Row[] = [
  [
    'outer is the default',
    list,
    '<ul id="l" class="new"><li>C</li></ul>',
    { target },
    '<ul id="l" class="new"><li>C</li></ul>',
  ],
  [
    'outer takes many roots',
    '<p id="a">A</p><p>Z</p>',
    '<p id="a">1</p>text<b>2</b>',
    { target: '#a' },
    '<p id="a">1</p>text<b>2</b><p>Z</p>',
  ],
  [
    'outer changes the tag',
    '<p id="a">A</p>',
    '<h2 id="a">B</h2>',
    { target: '#a', swap: 'outer' },
    '<h2 id="a">B</h2>',
  ],
  ['outer by nothing removes', `${list}<p>Z</p>`, '', { target, swap: 'outer' }, '<p>Z</p>'],
  [
    'inner',
    list,
    '<li id="b">B2</li><li>C</li>',
    { target, swap: 'inner' },
    '<ul id="l"><li id="b">B2</li><li>C</li></ul>',
  ],
  [
    'inner takes bare text',
    '<p id="a">A<b>B</b></p>',
    'just text',
    { target: '#a', swap: 'inner' },
    '<p id="a">just text</p>',
  ],
  ['inner by nothing empties', list, '', { target, swap: 'inner' }, '<ul id="l"></ul>'],
  ['replace', list, '<p id="l">new</p>', { target, swap: 'replace' }, '<p id="l">new</p>'],
  [
    'replace, by what has elements with ids in it, old and new ones',
    '<div id="l"><b id="a">old</b></div>',
    '<div id="l"><b id="a">new</b><i id="b">new</i></div>',
    { target, swap: 'replace' },
    '<div id="l"><b id="a">new</b><i id="b">new</i></div>',
  ],
  ['before', list, '<p>1</p><p>2</p>', { target, swap: 'before' }, `<p>1</p><p>2</p>${list}`],
  ['after', list, '<p>1</p><p>2</p>', { target, swap: 'after' }, `${list}<p>1</p><p>2</p>`],
  [
    'prepend',
    list,
    '<li>1</li><li>2</li>',
    { target, swap: 'prepend' },
    '<ul id="l"><li>1</li><li>2</li><li id="a">A</li><li id="b">B</li></ul>',
  ],
  [
    'append',
    list,
    '<li>1</li>text',
    { target, swap: 'append' },
    '<ul id="l"><li id="a">A</li><li id="b">B</li><li>1</li>text</ul>',
  ],
  [
    'append morphs what is there',
    list,
    '<li id="b">B2</li><li id="c">C</li>',
    { target, swap: 'append' },
    '<ul id="l"><li id="a">A</li><li id="b">B2</li><li id="c">C</li></ul>',
  ],
  [
    'prepend morphs what is there',
    list,
    '<li id="b">B2</li>',
    { target, swap: 'prepend' },
    '<ul id="l"><li id="a">A</li><li id="b">B2</li></ul>',
  ],
  [
    'after morphs what is there',
    list,
    '<li id="b">B2</li>',
    { target: '#a', swap: 'after' },
    '<ul id="l"><li id="a">A</li><li id="b">B2</li></ul>',
  ],
  ['remove', `${list}<p>Z</p>`, '', { target, swap: 'remove' }, '<p>Z</p>'],
  ['none', list, '<ul id="l"></ul>', { target, swap: 'none' }, list],
]

const targets: Row[] = [
  [
    'without a target, each root goes to its id',
    '<p id="a">A</p><i>-</i><p id="b">B</p>',
    '<p id="b">2</p> <p id="a">1</p>',
    {},
    '<p id="a">1</p><i>-</i><p id="b">2</p>',
  ],
  [
    'without a target, inner goes into the id of each root',
    list,
    '<ul id="l"><li>C</li></ul>',
    { swap: 'inner' },
    '<ul id="l"><li>C</li></ul>',
  ],
  [
    'without a target, remove removes what has the id of a root',
    list,
    '<li id="a"></li>',
    { swap: 'remove' },
    '<ul id="l"><li id="b">B</li></ul>',
  ],
  [
    'the first match is meant',
    '<p class="x">A</p><p class="x">B</p>',
    '<p>1</p>',
    { target: '.x' },
    '<p>1</p><p class="x">B</p>',
  ],
  [
    'all matches are meant with all',
    '<p class="x">A</p><p class="x">B</p>',
    '<b>1</b>',
    { target: '.x', swap: 'inner', all: true },
    '<p class="x"><b>1</b></p><p class="x"><b>1</b></p>',
  ],
  [
    'all matches are replaced with all',
    '<p class="x">A</p><p class="x">B</p>',
    '<b>1</b>',
    { target: '.x', all: true },
    '<b>1</b><b>1</b>',
  ],
  ['this is the source', '<p><b id="go">A</b></p>', '1', { target: 'this', swap: 'inner' }, '<p><b id="go">1</b></p>'],
  [
    'closest goes outwards from the source',
    '<ul><li class="r">A<b id="go">go</b></li></ul>',
    '<li>1</li>',
    { target: 'closest li' },
    '<ul><li>1</li></ul>',
  ],
  [
    'closest may be the source',
    '<p id="go" class="x">A</p>',
    '1',
    { target: 'closest .x', swap: 'inner' },
    '<p id="go" class="x">1</p>',
  ],
  [
    'find goes inwards from the source',
    '<i class="x">A</i><p id="go"><i class="x">B</i><i class="x">C</i></p>',
    '1',
    { target: 'find .x', swap: 'inner' },
    '<i class="x">A</i><p id="go"><i class="x">1</i><i class="x">C</i></p>',
  ],
  [
    'find takes all with all',
    '<p id="go"><i class="x">B</i><i class="x">C</i></p>',
    '1',
    { target: 'find .x', swap: 'inner', all: true },
    '<p id="go"><i class="x">1</i><i class="x">1</i></p>',
  ],
  [
    'a selector may be long',
    list,
    '1',
    { target: 'ul#l > li:nth-child(2)', swap: 'inner' },
    '<ul id="l"><li id="a">A</li><li id="b">1</li></ul>',
  ],
  [
    'select takes a part',
    '<p id="a">A</p>',
    '<div><h1>no</h1><p class="x">1</p></div>',
    { target: '#a', swap: 'inner', select: '.x' },
    '<p id="a"><p class="x">1</p></p>',
  ],
  [
    'select takes each part',
    '<div id="a">A</div>',
    '<div><p class="x">1</p><p>no</p><p class="x">2</p></div>',
    { target: '#a', swap: 'inner', select: '.x' },
    '<div id="a"><p class="x">1</p><p class="x">2</p></div>',
  ],
  [
    'select works without a target',
    '<p id="a">A</p>',
    '<div><p id="a">1</p></div>',
    { select: '#a' },
    '<p id="a">1</p>',
  ],
  [
    'a whole document gives its body',
    '<p id="a">A</p>',
    '<!doctype html><html><head><title>no</title></head><body><p id="a">1</p></body></html>',
    {},
    '<p id="a">1</p>',
  ],
]

const places: Row[] = [
  [
    'a table row',
    '<table><tbody id="t"><tr id="r1"><td>1</td></tr></tbody></table>',
    '<tr id="r1"><td>2</td></tr>',
    {},
    '<table><tbody id="t"><tr id="r1"><td>2</td></tr></tbody></table>',
  ],
  [
    'appended table rows',
    '<table><tbody id="t"></tbody></table>',
    '<tr><td>1</td></tr><tr><td>2</td></tr>',
    { target: '#t', swap: 'append' },
    '<table><tbody id="t"><tr><td>1</td></tr><tr><td>2</td></tr></tbody></table>',
  ],
  [
    'a table cell',
    '<table><tbody><tr><td id="c">1</td></tr></tbody></table>',
    '<td id="c">2</td>',
    {},
    '<table><tbody><tr><td id="c">2</td></tr></tbody></table>',
  ],
  [
    'a table section',
    '<table><tbody id="t"></tbody></table>',
    '<tbody id="t"><tr><td>1</td></tr></tbody>',
    { swap: 'replace' },
    '<table><tbody id="t"><tr><td>1</td></tr></tbody></table>',
  ],
  [
    'options',
    '<select id="s"><option>a</option></select>',
    '<option>b</option><option>c</option>',
    { target: '#s', swap: 'inner' },
    '<select id="s"><option>b</option><option>c</option></select>',
  ],
  [
    'definition list items',
    '<dl id="d"><dt>a</dt></dl>',
    '<dt>b</dt><dd>c</dd>',
    { target: '#d', swap: 'append' },
    '<dl id="d"><dt>a</dt><dt>b</dt><dd>c</dd></dl>',
  ],
]

describe.each([
  ['swaps', swaps],
  ['targets', targets],
  ['places', places],
])('%s', (_kind, rows) => {
  test.each(rows)('%s', async (_title, before, markup, options, after) => {
    const { page, run } = await openWith(before, () => elements(markup, options))
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    expect(await inside(page)).toBe(after)
  })
})

const namespaces = {
  svg: 'http://www.w3.org/2000/svg',
  math: 'http://www.w3.org/1998/Math/MathML',
  html: 'http://www.w3.org/1999/xhtml',
}

test.each<[string, string, string, ElementsOptions, keyof typeof namespaces]>([
  ['an SVG child by its id', '<svg><g id="g"><rect id="x" /></g></svg>', '<circle id="x" r="2" />', {}, 'svg'],
  [
    'an SVG child that is appended',
    '<svg><g id="g"></g></svg>',
    '<circle id="x" r="2" />',
    { target: '#g', swap: 'append' },
    'svg',
  ],
  ['an SVG child of the root', '<svg id="s"></svg>', '<circle id="x" r="2" />', { target: '#s', swap: 'inner' }, 'svg'],
  [
    'an SVG child beside another',
    '<svg><rect id="r" /></svg>',
    '<circle id="x" r="2" />',
    { target: '#r', swap: 'after' },
    'svg',
  ],
  ['a whole SVG', '<p id="p"></p>', '<svg id="x" viewBox="0 0 1 1"></svg>', { target: '#p', swap: 'inner' }, 'svg'],
  [
    'HTML in an SVG',
    '<svg><foreignObject id="f"></foreignObject></svg>',
    '<p id="x">1</p>',
    { target: '#f', swap: 'inner' },
    'html',
  ],
  ['a MathML child by its id', '<math><mrow id="m"><mn id="x">1</mn></mrow></math>', '<mn id="x">2</mn>', {}, 'math'],
  [
    'a MathML child that is appended',
    '<math><mrow id="m"></mrow></math>',
    '<mn id="x">2</mn>',
    { target: '#m', swap: 'append' },
    'math',
  ],
  ['HTML beside an SVG', '<svg id="s"></svg>', '<p id="x">1</p>', { target: '#s', swap: 'after' }, 'html'],
])('%s has the namespace of its place', async (_title, before, markup, options, namespace) => {
  const { page, run } = await openWith(before, () => elements(markup, options))
  expect(await run()).toMatchObject({ ok: true, problems: [] })
  expect(await page.evaluate(`document.getElementById('x').namespaceURI`)).toBe(namespaces[namespace])
})

test('in a shadow root, a selector means what is in there first, then the rest of the page', async () => {
  const { page } = await open({
    script: `function attach(host) {
      host.attachShadow({ mode: 'open' }).innerHTML = '<p class="x">in</p><button x-action="go">go</button>'
      Alpine.initTree(host.shadowRoot)
    }`,
    actions: {
      go: action(() => [
        elements('1', { target: '.x', swap: 'inner' }),
        elements('2', { target: '.y', swap: 'inner' }),
      ]),
    },
    body: '<main x-data><i class="x">out</i><i class="y">out</i><div x-init="attach($el)"></div></main>',
  })
  await page.click('button')
  await expect.poll(() => page.textContent('.y')).toBe('2')
  expect(await page.locator('p.x').textContent()).toBe('1')
  expect(await page.textContent('i.x')).toBe('out')
})

test('what the middleware and the call say fills in what an item leaves open, and the item wins', async () => {
  const { page } = await open({
    routes: (_router, app) => {
      app.use((ctx, next) => {
        if (ctx.query['by'] === 'middleware') ctx.hyper.target('#a').swap('inner')
        return next()
      })
    },
    actions: { go: action((_ctx, { options }) => elements('<b>1</b>', options as ElementsOptions)) },
    body: '<main id="root" x-data><p id="a"></p><p id="b"></p><p id="c"></p></main>',
  })
  const texts = () => page.evaluate(() => [...document.querySelectorAll('p')].map((el) => el.textContent).join())
  const ways = [
    [{}, { target: '#b', swap: 'inner' }, ',1,'],
    [{ target: '#c' }, { target: '#b', swap: 'append' }, ',1,1'],
    [{ target: '#c', swap: 'append' }, { target: '#b', swap: 'inner' }, ',1,11'],
  ] as const
  for (const [options, given, after] of ways) {
    expect(await act(page, '#root', 'go', { options }, given)).toMatchObject({ ok: true, problems: [] })
    expect(await texts()).toBe(after)
  }
})

test('roots whose id is on the page go there, the rest to the target of the call', async () => {
  const { page } = await openWith('<p id="a">A</p><div id="b"></div>', () =>
    elements('<p id="a">1</p><p id="new">2</p>'),
  )
  expect(await act(page, '#root', 'go', {}, { target: '#b', swap: 'append' })).toMatchObject({ problems: [] })
  expect(await inside(page)).toContain('<div id="b"><p id="new">2</p></div>')
})

describe('a target that is missing', () => {
  test.each<[string, string, ElementsOptions, string]>([
    ['a selector', '<p>1</p>', { target: '#none' }, '#none'],
    ['closest', '<p>1</p>', { target: 'closest li' }, 'closest li'],
    ['find', '<p>1</p>', { target: 'find li' }, 'find li'],
    ['an id', '<p id="none">1</p>', {}, '<p id="none">'],
    ['no id at all', '<p>1</p>', {}, '<p>1</p>'],
    ['no selector', '<p>1</p>', { target: '<p>' }, '<p>'],
  ])('is reported, and the next item runs (%s)', async (_title, markup, options, quoted) => {
    const { page, run, errors } = await openWith(
      '<p id="a">A</p>',
      () => [elements(markup, options), elements('<p id="a">1</p>'), remove('#gone'), { n: 2 }],
      /HyperError/,
    )
    const outcome = await run()
    expect(outcome).toMatchObject({ ok: true, status: 200 })
    expect(outcome.problems).toHaveLength(2)
    expect(errors).toEqual([expect.stringContaining(quoted), expect.stringContaining('#gone')])
    expect(await inside(page)).toBe('<p id="a">1</p>')
    expect(await state(page)).toMatchObject({ root: { n: 2 } })
  })
})

test.each<[string, ElementsOptions]>([
  ['outer', { target: '#a' }],
  ['inner', { target: '#a', swap: 'inner' }],
  ['replace', { target: '#a', swap: 'replace' }],
  ['append', { target: '#a', swap: 'append' }],
  ['after', { target: '#a', swap: 'after' }],
])('scripts do not run (%s)', async (_swap, options) => {
  const markup = `<div id="b"><script>window.ran = 1</script><script type="module">window.ran = 2</script>
    <svg><script>window.ran = 3</script></svg><script src="/run.js"></script></div>`
  const { page, url } = await open({
    actions: { go: action(() => elements(markup, options)) },
    routes: (router) =>
      router.get('/run.js', (ctx) => {
        ctx.type = 'js'
        ctx.body = 'window.ran = 4'
      }),
    body: '<main id="root" x-data><div id="a"></div></main>',
  })
  expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
  // what the page would have asked for was asked for before this
  await page.evaluate((url) => fetch(url).then((response) => response.text()), `${url}/script.js`)
  expect(await page.evaluate('window.ran')).toBeUndefined()
})

test('an append that comes twice does no harm', async () => {
  const { page, run } = await openWith('<ul id="l"></ul>', () =>
    elements('<li id="x">1</li><li id="y">2</li>', { target, swap: 'append' }),
  )
  for (let i = 0; i < 2; i++) expect(await run()).toMatchObject({ ok: true, problems: [] })
  expect(await inside(page)).toBe('<ul id="l"><li id="x">1</li><li id="y">2</li></ul>')
})

test('remove takes the first match, relative ones too, or all; destroy() runs', async () => {
  const { page, run } = await openWith(
    '<p class="x" id="go">A<i class="y"></i></p><p class="x" x-data="{ destroy() { window.gone = true } }">B</p><p class="z"></p><p class="z"></p>',
    () => [remove('find .y'), remove('.z'), remove('.x', { all: true })],
  )
  expect(await run()).toMatchObject({ ok: true, problems: [] })
  expect(await inside(page)).toBe('<p class="z"></p>')
  await expect.poll(() => page.evaluate('gone')).toBe(true)
})

test('new elements come alive once, old ones are destroyed once, and what stays is not started again', async () => {
  const part = (name: string) =>
    `<p id="${name}" x-data="{ init() { log.push('+${name}') }, destroy() { log.push('-${name}') } }" x-text="n"></p>`
  const { page } = await open({
    script: 'window.log = []',
    actions: { go: action(() => elements(`<div id="box">${part('b')}${part('c')}</div>`)) },
    body: `<main id="root" x-data="{ n: 5 }"><div id="box">${part('a')}${part('b')}</div></main>`,
  })
  await act(page, '#root', 'go')
  await expect.poll(() => page.evaluate('log.slice().sort()')).toEqual(['+a', '+b', '+c', '-a'])
  expect(await page.textContent('#c')).toBe('5')
})

describe('a morph', () => {
  const fields = (
    more = '',
    label = '1',
  ) => `<form id="f"><label>${label}</label><input id="i" name="i" value="served"${more}>
    <textarea id="t" name="t">served</textarea><input id="c" type="checkbox" name="c"><input id="r1" type="radio" name="r"><input id="r2" type="radio" name="r">
    <select id="s" name="s"><option>a</option><option>b</option></select></form>`

  test('keeps the focus, the caret and the selection', async () => {
    const held = gate()
    const { page, run } = await openWith(fields(), () => held.opened.then(() => elements(fields(' class="new"', '2'))))
    await page.fill('#i', 'typed text')
    await page.evaluate(`i.focus(), i.setSelectionRange(2, 5, 'backward')`)
    const outcome = run()
    held.open()
    expect(await outcome).toMatchObject({ ok: true, problems: [] })
    expect(await page.textContent('label')).toBe('2')
    expect(await page.getAttribute('#i', 'class')).toBe('new')
    expect(
      await page.evaluate(
        '[document.activeElement.id, i.value, i.selectionStart, i.selectionEnd, i.selectionDirection]',
      ),
    ).toEqual(['i', 'typed text', 2, 5, 'backward'])
  })

  test('keeps what was typed, checked and chosen', async () => {
    const { page, run } = await openWith(fields(), () => elements(fields('', '2')))
    await page.fill('#i', 'typed')
    await page.fill('#t', 'typed too')
    await page.check('#c')
    await page.check('#r2')
    await page.selectOption('#s', 'b')
    await page.evaluate('document.activeElement.blur()')
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    expect(await page.textContent('label')).toBe('2')
    expect(await page.evaluate('[i.value, t.value, c.checked, r1.checked, r2.checked, s.value]')).toEqual([
      'typed',
      'typed too',
      true,
      false,
      true,
      'b',
    ])
  })

  test('brings a value that the server changed, to a control that nobody edited', async () => {
    const { page, run } = await openWith(fields(), () =>
      elements(
        fields()
          .replaceAll('served', 'changed')
          .replace('name="c"', 'name="c" checked')
          .replace('<option>b', '<option selected>b'),
      ),
    )
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('[i.value, t.value, c.checked, s.value]')).toEqual(['changed', 'changed', true, 'b'])
  })

  test.each(['number', 'email', 'date', 'color', 'range', 'checkbox', 'file'])(
    'with the focus on an input of type %s does not throw',
    async (type) => {
      const { page, run } = await openWith(`<p id="p"><input id="x" type="${type}"></p>`, () =>
        elements(`<p id="p" class="new"><b>1</b><input id="x" type="${type}"></p>`),
      )
      await page.focus('#x')
      expect(await run()).toMatchObject({ ok: true, problems: [] })
      expect(await page.evaluate('document.activeElement.id')).toBe('x')
    },
  )

  test('keeps the elements that have the same id, and their state', async () => {
    const rows = (...ids: string[]) =>
      `<ul id="l">${ids.map((id) => `<li id="${id}" x-data="{ open: false }"><b @click="open = true" x-text="open"></b></li>`).join('')}</ul>`
    const { page, run } = await openWith(rows('a', 'b', 'c'), () => elements(rows('c', 'd', 'b')))
    await page.click('#b b')
    await page.evaluate('window.b0 = document.getElementById("b")')
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    await expect.poll(() => page.textContent('#l')).toBe('falsefalsetrue')
    expect(await page.evaluate('b0 === document.getElementById("b")')).toBe(true)
  })

  test('leaves what Alpine shows as it is', async () => {
    const part = (label: string) =>
      `<div id="box"><i>${label}</i><b x-text="n"></b><b :class="{ on: n === 2 }" x-show="n === 1">x</b></div>`
    const { page, run } = await openWith(part('1'), () => elements(part('2')))
    await page.evaluate('Alpine.$data(root).n = 2')
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    expect(await page.textContent('#box')).toBe('22x')
    expect(await page.isVisible('.on')).toBe(false)
    await page.evaluate('Alpine.$data(root).n = 1')
    await expect.poll(() => page.textContent('#box')).toBe('21x')
    await expect.poll(() => page.isVisible('b:not([x-text])')).toBe(true)
  })
})

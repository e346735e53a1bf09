import { describe, expect, test } from 'vitest'
import { action, signals } from '../../server/index.js'
import { useApp } from './app.js'
import { act, gate, state, type Values } from './page.js'

const open = useApp()

/** Where each of the four names lands: the id of an `x-data`, or nowhere, and then it is reported. */
interface Row {
  source: string
  body: string
  near: string | undefined
  far: string | undefined
  fresh: string | undefined
}

const go = '<button id="go" x-action="go">go</button>'
const nest = (content: string, more = '') =>
  `<section id="outer" x-data="{ far: 1 }"><div id="inner" x-data="{ near: 1${more} }">${content}</div></section>`
const inner = { near: 'inner', far: 'outer', fresh: 'inner' }

const rows: Row[] = [
  { source: 'directly in x-data', body: nest(go), ...inner },
  {
    source: 'in a nested x-data',
    body: `<main id="outer" x-data="{ far: 1 }"><div id="middle" x-data="{ near: 0 }"><p id="inner" x-data="{ near: 1 }">${go}</p></div></main>`,
    ...inner,
  },
  {
    source: 'in an x-for row',
    body: nest(`<template x-for="row in rows"><p>${go}</p></template>`, ', rows: [1]'),
    ...inner,
  },
  { source: 'in an x-if branch', body: nest(`<template x-if="near"><p>${go}</p></template>`), ...inner },
  {
    source: 'in x-teleport content',
    body: `${nest(`<template x-teleport="#there"><p>${go}</p></template>`)}<div id="there"></div>`,
    ...inner,
  },
  {
    source: 'in a shadow root',
    body: nest(`<p x-init="attach($el)"></p><template id="shadow">${go}</template>`),
    ...inner,
  },
  {
    source: 'the x-data element itself',
    body: `<section id="outer" x-data="{ far: 1 }"><button id="go" x-data="{ near: 1 }" x-action="go">go</button></section>`,
    near: 'go',
    far: 'outer',
    fresh: 'go',
  },
  {
    source: 'outside any x-data',
    body: `<p id="go" x-init @click="$action('go')">go</p><div id="outer" x-data="{ near: 1, far: 1 }"></div>`,
    near: undefined,
    far: undefined,
    fresh: undefined,
  },
]

const script = `
  function attach(host) {
    host.attachShadow({ mode: 'open' }).append(document.getElementById('shadow').content)
    Alpine.initTree(host.shadowRoot)
  }`

describe.each(rows.map((row) => [row.source, row] as const))('from a source %s', (_source, { body, ...places }) => {
  test.each([
    ['owned by the nearest root', 'near', places.near],
    ['owned further out', 'far', places.far],
    ['owned nowhere', 'fresh', places.fresh],
    ['of the global store', '$total', '$'],
  ])('a signal %s, "%s", lands in %s', async (_title, name, place) => {
    const { page, errors } = await open({
      script,
      actions: { go: action(() => signals({ [name]: 2 })) },
      body: `<div x-hyper="{ total: 1 }"></div>${body}`,
      ...(!place && { expectErrors: /HyperError/ }),
    })
    const before = await state(page)
    await page.click('#go')
    if (!place) await expect.poll(() => errors).toEqual([expect.stringMatching(/HyperError/)])
    const after = place ? { ...before, [place]: { ...before[place], [name.replace('$', '')]: 2 } } : before
    await expect.poll(() => state(page)).toEqual(after)
  })
})

describe('the variable of an x-for row', () => {
  const rowsOf = (rows: string, button = go) => `<ul id="list" x-data='{ rows: ${rows} }'>
    <template x-for="row in rows"><li>${button}<i x-text="JSON.stringify(row)"></i></li></template></ul>`

  test('that is an object is reconciled in place, so the array sees it', async () => {
    const { page } = await open({
      actions: { go: action(() => ({ row: { id: 1, done: true } })) },
      body: rowsOf('[{ "id": 1, "done": false, "old": 1 }]'),
    })
    await page.click('#go')
    await expect.poll(() => page.textContent('li i')).toBe('{"id":1,"done":true}')
    expect(await state(page)).toEqual({ list: { rows: [{ id: 1, done: true }] }, $: {} })
  })

  test('takes a member by its dotted name', async () => {
    const { page } = await open({
      actions: { go: action(() => ({ 'row.done': true })) },
      body: rowsOf('[{ "id": 1 }]'),
    })
    await page.click('#go')
    await expect.poll(() => page.textContent('li i')).toBe('{"id":1,"done":true}')
  })

  test.each(['7', '{ "id": 1 }'])('that was or becomes a primitive is reported (%s)', async (first) => {
    const { page, errors } = await open({
      actions: { go: action(() => ({ row: 8 })) },
      body: rowsOf(`[${first}]`),
      expectErrors: /HyperError.*"row"/,
    })
    const before = await state(page)
    await page.click('#go')
    await expect.poll(() => errors.length).toBe(1)
    expect(await state(page)).toEqual(before)
  })

  test('means the record of the event, in a list without keys whose first row went', async () => {
    const held = gate()
    const { page } = await open({
      actions: { go: action(() => held.opened.then(() => ({ row: { id: 2, done: true } }))) },
      body: rowsOf('[{ "id": 1 }, { "id": 2 }]', '<button :id="\'go\' + row.id" x-action="go">go</button>'),
    })
    await page.click('#go2')
    await page.evaluate('Alpine.$data(document.getElementById("list")).rows.shift()')
    held.open()
    await expect.poll(() => state(page)).toEqual({ list: { rows: [{ id: 2, done: true }] }, $: {} })
  })
})

describe('after the source was removed', () => {
  const remaining: { gone: string; body: string; meanwhile: string; places: Record<string, string | undefined> }[] = [
    {
      gone: 'alone',
      body: nest(go),
      meanwhile: 'document.getElementById("go").remove()',
      places: inner,
    },
    {
      gone: 'with its root, and another root has its id',
      body: nest(go),
      meanwhile: 'document.getElementById("inner").outerHTML = `<p id="inner" x-data="{ near: 5 }"></p>`',
      places: inner,
    },
    {
      gone: 'with its root',
      body: nest(go),
      meanwhile: 'document.getElementById("inner").remove()',
      places: { near: undefined, far: 'outer', fresh: undefined },
    },
  ]
  const cells = remaining.flatMap((row) =>
    ['near', 'far', 'fresh', '$total'].map(
      (name) => [row.gone, name, name === '$total' ? '$' : row.places[name], row] as const,
    ),
  )

  test.each(cells)('%s, the signal "%s" lands in %s', async (_gone, name, place, { body, meanwhile }) => {
    const held = gate()
    const { page, errors } = await open({
      actions: { go: action(() => held.opened.then(() => signals({ [name]: 2 }))) },
      body,
      ...(!place && { expectErrors: /HyperError/ }),
    })
    await page.click('#go')
    await page.evaluate(meanwhile)
    const before = await state(page)
    held.open()
    if (!place) await expect.poll(() => errors).toEqual([expect.stringMatching(/HyperError/)])
    const after = place ? { ...before, [place]: { ...before[place], [name.replace('$', '')]: 2 } } : before
    await expect.poll(() => state(page)).toEqual(after)
  })
})

test.each([
  ['near', 'inner'],
  ['far', 'outer'],
  ['fresh', 'inner'],
  ['$total', '$'],
])('scope: "#inner" names the scope of another element, and "%s" lands in %s', async (name, place) => {
  const { page } = await open({
    actions: { go: action(() => signals({ [name]: 2 }, { scope: '#inner' })) },
    body: `${nest('')}<div id="other" x-data="{ near: 0, far: 0 }">${go}</div>`,
  })
  const before = await state(page)
  expect(await act(page, '#go', 'go')).toMatchObject({ ok: true, problems: [] })
  expect(await state(page)).toEqual({ ...before, [place]: { ...before[place], [name.replace('$', '')]: 2 } })
})

test('a scope that matches nothing is reported, and the next item runs', async () => {
  const { page } = await open({
    actions: { go: action(() => [signals({ near: 2 }, { scope: '#none' }), { far: 2 }]) },
    body: nest(go),
    expectErrors: /HyperError.*#none/,
  })
  expect(await act(page, '#go', 'go')).toMatchObject({ ok: true, problems: ['target'] })
  expect(await state(page)).toMatchObject({ inner: { near: 1 }, outer: { far: 2 } })
})

interface Written {
  title: string
  data: string
  sent: Values
  after?: Values
  problems?: string[]
}

const written: Written[] = [
  {
    title: 'a dotted name reaches inside',
    data: '{ a: { b: 1, c: 1 } }',
    sent: { 'a.b': 2 },
    after: { a: { b: 2, c: 1 } },
  },
  {
    title: 'a dotted name makes plain objects on the way',
    data: '{ a: null }',
    sent: { 'a.b.c': 2, 'x.y': 3 },
    after: { a: { b: { c: 2 } }, x: { y: 3 } },
  },
  {
    title: 'an index reaches into an array',
    data: '{ rows: [{ title: "a", id: 1 }] }',
    sent: { 'rows.0.title': 'b' },
    after: { rows: [{ title: 'b', id: 1 }] },
  },
  {
    title: 'an index equal to the length appends',
    data: '{ rows: [1] }',
    sent: { 'rows.1': 2 },
    after: { rows: [1, 2] },
  },
  {
    title: 'an index equal to the length makes an object there',
    data: '{ rows: [] }',
    sent: { 'rows.0.title': 'b' },
    after: { rows: [{ title: 'b' }] },
  },
  { title: 'an index past the length is reported', data: '{ rows: [1] }', sent: { 'rows.2': 3 }, problems: ['signal'] },
  { title: 'a name in an array is reported', data: '{ rows: [1] }', sent: { 'rows.length': 0 }, problems: ['signal'] },
  {
    title: 'a setter is used',
    data: '{ low: 1, get high() { return this.low * 10 }, set high(value) { this.low = value / 10 } }',
    sent: { high: 50 },
    after: { low: 5, high: 50 },
  },
  {
    title: 'a getter without a setter is reported',
    data: '{ low: 1, get high() { return this.low * 10 } }',
    sent: { high: 50 },
    problems: ['signal'],
  },
  { title: 'a method is reported', data: '{ low: 1, save() {} }', sent: { save: 1 }, problems: ['signal'] },
  { title: 'null is null', data: '{ a: 1 }', sent: { a: null }, after: { a: null } },
  {
    title: 'a bad signal does not stop the next',
    data: '{ a: 1, save() {}, b: 1 }',
    sent: { a: 2, save: 2, b: 2 },
    after: { a: 2, b: 2 },
    problems: ['signal'],
  },
]

test.each(written.map((row) => [row.title, row] as const))(
  '%s',
  async (_title, { data, sent, after, problems = [] }) => {
    const { page } = await open({
      actions: { go: action(() => signals(sent)) },
      body: `<main id="root" x-data='${data}'></main>`,
      ...(problems.length > 0 && { expectErrors: /HyperError/ }),
    })
    const before = await state(page)
    expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems })
    expect(await state(page)).toEqual(after ? { root: after, $: {} } : before)
  },
)

test.each([
  ['signals', '{"values":{"__proto__":{"bad":1}}}'],
  ['signals', '{"values":{"__proto__.bad":1}}'],
  ['signals', '{"values":{"constructor.prototype.bad":1}}'],
  ['signals', '{"values":{"$__proto__.bad":1}}'],
  ['signals', '{"values":{"a.__proto__.bad":1}}'],
  ['signals', '{"values":{"a":{"__proto__":{"bad":1}}}}'],
  ['signals', '{"values":{"a":{"constructor":{"prototype":{"bad":1}}}}}'],
  ['signals', '{"values":{"a":{"__proto__":{"bad":1}}},"merge":true}'],
  ['signals', '{"values":{"$g":{"__proto__":{"bad":1}}}}'],
  ['list', '{"name":"rows","op":"upsert","key":"id","items":[{"id":1,"__proto__":{"bad":1}}]}'],
  ['list', '{"name":"__proto__","op":"insert","key":"id","items":[{"id":1}]}'],
  ['errors', '{"fields":{"__proto__":["bad"]}}'],
])('%s %s reaches no prototype', async (kind, data) => {
  const { page } = await open({
    routes: (router) =>
      router.post('/raw', (ctx) => {
        ctx.set('Hyper-Answer', '1')
        ctx.type = 'text/event-stream'
        ctx.body = `event: ${kind}\ndata: ${data}\n\nevent: end\ndata: {}\n\n`
      }),
    body: `<main id="root" x-hyper="{ g: {} }" x-data="{ a: { b: 1 }, rows: [{ id: 1 }] }"></main>`,
    expectErrors: /HyperError/,
  })
  await act(page, '#root', '/raw')
  expect(await page.evaluate('[({}).bad, Object.keys(Object.prototype), Object.keys(Object)]')).toEqual([
    undefined,
    [],
    [],
  ])
})

test('an equal value runs no effect', async () => {
  const { page } = await open({
    actions: { go: action(() => ({ a: { b: [1, { c: 2 }] }, n: 1, $g: { h: 1 } })) },
    body: `<main id="root" x-hyper="{ g: { h: 1 } }" x-data="{ a: { b: [1, { c: 2 }] }, n: 1 }" x-init="window.runs = 0">
      <p x-effect="JSON.stringify(a), n, JSON.stringify($hyper.g), window.runs++"></p></main>`,
  })
  await act(page, '#root', 'go')
  expect(await page.evaluate('runs')).toBe(1)
})

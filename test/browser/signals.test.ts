import { describe, expect, test } from 'vitest'
import { action, elements, type ListChange, list, type SignalsOptions, signals } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { act, evaluate, gate, state, type Values } from './page.js'

const open = useApp()

const script = 'window.runs = {}; const count = (name) => { runs[name] = (runs[name] ?? 0) + 1 }'

interface Row {
  title: string
  data: string
  sent: Values
  options?: SignalsOptions
  /** The data after it. */
  after: Values
  /** How often an effect that reads an expression runs because of it. */
  effects?: Record<string, number>
  /** What has to be the same object or element of an array before and after: expressions, joined by `→`. */
  same?: string[]
}

const a = '{ id: 1, t: `a`, s: { n: 1 } }'
const b = '{ id: 2, t: `b` }'
const A = { id: 1, t: 'a', s: { n: 1 } }
const B = { id: 2, t: 'b' }

const rows: Row[] = [
  {
    title: 'only the effects that read what changed run',
    data: '{ o: { b: 1, c: 1, d: { e: 1 } }, z: 1 }',
    sent: { o: { b: 2, c: 1, d: { e: 1 } }, z: 1 },
    after: { o: { b: 2, c: 1, d: { e: 1 } }, z: 1 },
    effects: { 'o.b': 1, 'o.c': 0, 'o.d': 0, 'o.d.e': 0, o: 0, z: 0 },
    same: ['o', 'o.d'],
  },
  {
    title: 'what was not sent is gone from an object',
    data: '{ o: { b: 1, c: 1 } }',
    sent: { o: { c: 1 } },
    after: { o: { c: 1 } },
    effects: { 'o.b': 1, 'o.c': 0, 'Object.keys(o).length': 1 },
    same: ['o'],
  },
  {
    title: 'an empty object empties',
    data: '{ errors: { a: [1] } }',
    sent: { errors: {} },
    after: { errors: {} },
    same: ['errors'],
  },
  {
    title: 'an empty array empties',
    data: '{ r: [1, 2] }',
    sent: { r: [] },
    after: { r: [] },
    effects: { 'r.length': 1 },
    same: ['r'],
  },
  {
    title: 'rows keep their identity by id when they move',
    data: `{ r: [${a}, ${b}] }`,
    sent: { r: [B, A] },
    after: { r: [B, A] },
    same: ['r', 'r[0]→r[1]', 'r[1]→r[0]', 'r[0].s→r[1].s'],
  },
  {
    title: 'rows keep their identity by id when one comes before them, and one changes',
    data: `{ r: [${a}, ${b}] }`,
    sent: { r: [{ id: 3 }, A, { id: 2, t: 'B' }] },
    after: { r: [{ id: 3 }, A, { id: 2, t: 'B' }] },
    same: ['r[0]→r[1]', 'r[1]→r[2]'],
  },
  {
    title: 'rows keep their identity by key',
    data: '{ r: [{ key: `x`, n: 1 }, { key: `y`, n: 1 }] }',
    sent: { r: [{ key: 'y', n: 2 }] },
    after: { r: [{ key: 'y', n: 2 }] },
    same: ['r[1]→r[0]'],
  },
  {
    title: 'rows without keys keep their identity by index',
    data: '{ r: [{ n: 1 }, { n: 2 }] }',
    sent: { r: [{ n: 5 }, { n: 2 }, { n: 3 }] },
    after: { r: [{ n: 5 }, { n: 2 }, { n: 3 }] },
    effects: { 'r[0].n': 1, 'r[1].n': 0 },
    same: ['r[0]', 'r[1]'],
  },
  {
    title: 'rows whose ids are not unique end as they were sent',
    data: '{ r: [{ id: 1, n: 1 }, { id: 1, n: 2 }] }',
    sent: {
      r: [
        { id: 1, n: 3 },
        { id: 1, n: 1 },
      ],
    },
    after: {
      r: [
        { id: 1, n: 3 },
        { id: 1, n: 1 },
      ],
    },
  },
  {
    title: 'one changed row of many runs only its own effects',
    data: `{ r: [${a}, ${b}] }`,
    sent: { r: [A, { id: 2, t: 'B' }] },
    after: { r: [A, { id: 2, t: 'B' }] },
    effects: { 'r[0].t': 0, 'r[1].t': 1, r: 0, 'r.length': 0, 'r.map(({ id }) => id).join()': 0 },
  },
  {
    title: 'values change their type',
    data: '{ o: {}, l: [], n: 1, s: `x`, z: null }',
    sent: { o: [1], l: { a: 1 }, n: '1', s: null, z: { a: [] } },
    after: { o: [1], l: { a: 1 }, n: '1', s: null, z: { a: [] } },
  },
  {
    title: 'merge is a JSON Merge Patch inside the value',
    data: '{ o: { b: 1, c: { d: 1, e: 2 }, l: [1, 2] }, n: 1 }',
    sent: { o: { b: null, c: { e: null, f: 3 }, l: [3], g: { h: null, i: 1 } }, n: 2 },
    options: { merge: true },
    after: { o: { c: { d: 1, f: 3 }, l: [3], g: { i: 1 } }, n: 2 },
    effects: { 'o.c.d': 0, 'o.c.f': 1, 'o.l': 0, n: 1 },
    same: ['o', 'o.c'],
  },
  {
    title: 'merge into what is no object replaces it',
    data: '{ o: 1, l: [{ id: 1 }] }',
    sent: { o: { a: 1 }, l: { a: 1 } },
    options: { merge: true },
    after: { o: { a: 1 }, l: { a: 1 } },
  },
  {
    title: 'a null at the top of a merge is null',
    data: '{ o: { a: 1 } }',
    sent: { o: null },
    options: { merge: true },
    after: { o: null },
  },
  {
    title: 'ifMissing sets only what has no value',
    data: '{ n: 0, s: ``, f: false, u: undefined, o: { a: 1 } }',
    sent: { n: 1, s: 'x', f: true, u: 1, fresh: 1, 'o.a': 2, 'o.b': 2 },
    options: { ifMissing: true },
    after: { n: 0, s: '', f: false, u: 1, fresh: 1, o: { a: 1, b: 2 } },
    effects: { n: 0, 'o.a': 0, 'o.b': 1 },
  },
]

test.each(rows.map((row) => [row.title, row] as const))(
  '%s',
  async (_title, { data, sent, options, after, effects = {}, same = [] }) => {
    const names = Object.keys(effects)
    const { page } = await open({
      script,
      actions: { go: action(() => signals(sent, options)) },
      body: `<main id="root" x-data="${data}">${names.map((name) => `<i x-effect="count('${name}'), ${name}"></i>`).join('')}</main>`,
    })
    const pairs = same.map((each) => each.split('→')).map(([from = '', to = from]) => [from, to])
    const raw = (paths: (string | undefined)[]) => `[${paths.map((path) => `Alpine.raw(Alpine.$data(root).${path})`)}]`
    await page.evaluate(`window.kept = ${raw(pairs.map(([from]) => from))}; runs = {}`)
    expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
    expect(await state(page)).toMatchObject({ root: after })
    expect((await state(page))['root']).toEqual(after)
    const runs = (await page.evaluate('runs')) as Record<string, number>
    expect(Object.fromEntries(names.map((name) => [name, runs[name] ?? 0]))).toEqual(effects)
    expect(await page.evaluate(`${raw(pairs.map(([, to]) => to))}.map((each, index) => each === kept[index])`)).toEqual(
      same.map(() => true),
    )
  },
)

describe('a list', () => {
  const row = (id: number, t?: string) => (t ? { id, t } : { id })
  const changes: [title: string, before: number[], change: ListChange, after: unknown[]][] = [
    ['insert at the end', [1, 2], { insert: [row(3), row(4)] }, [1, 2, 3, 4]],
    ['insert at the start', [1, 2], { insert: [row(3), row(4)], at: 0 }, [3, 4, 1, 2]],
    ['insert at an index', [1, 2], { insert: [row(3)], at: 1 }, [1, 3, 2]],
    ['insert past the end', [1], { insert: [row(3)], at: 9 }, [1, 3]],
    ['insert at -1, the end', [1, 2], { insert: [row(3)], at: -1 }, [1, 2, 3]],
    ['insert at -2, before the last', [1, 2], { insert: [row(3)], at: -2 }, [1, 3, 2]],
    ['insert before the start', [1, 2], { insert: [row(3)], at: -9 }, [3, 1, 2]],
    ['insert what is there moves it', [1, 2, 3], { insert: [row(1, 'new')] }, [2, 3, '1 new']],
    ['insert into nothing', [], { insert: [row(1)] }, [1]],
    ['upsert in place', [1, 2, 3], { upsert: [row(2, 'new')] }, [1, '2 new', 3]],
    ['upsert adds the others', [1, 2], { upsert: [row(3), row(1, 'new')] }, ['1 new', 2, 3]],
    ['upsert adds the others at an index', [1, 2], { upsert: [row(3), row(2, 'new')], at: 0 }, [3, 1, '2 new']],
    ['remove', [1, 2, 3], { remove: [3, 1, 9] }, [2]],
    ['remove all', [1, 2], { remove: [1, 2] }, []],
    ['move to the start', [1, 2, 3], { move: [3, 2], at: 0 }, [3, 2, 1]],
    ['move to the end', [1, 2, 3], { move: [1], at: -1 }, [2, 3, 1]],
    ['move what is not there', [1, 2], { move: [9], at: 0 }, [1, 2]],
    ['reset', [1, 2, 3], { reset: [row(3), row(4)] }, [3, 4]],
    ['limit keeps the first', [1, 2, 3], { insert: [row(4)], at: 0, limit: 3 }, [4, 1, 2]],
    ['a negative limit keeps the last', [1, 2, 3], { insert: [row(4)], limit: -3 }, [2, 3, 4]],
    ['limit 0 empties', [1, 2], { upsert: [], limit: 0 }, []],
    ['a limit that is not reached', [1], { insert: [row(2)], limit: 5 }, [1, 2]],
  ]

  test.each(changes)('%s', async (_title, before, change, after) => {
    const { page } = await open({
      actions: { go: action(() => list('rows', change)) },
      body: `<main id="root" x-data='{ rows: ${JSON.stringify(before.map((id) => row(id)))} }'>
        <template x-for="row in rows" :key="row.id"><li :id="'r' + row.id" x-text="row.t ? row.id + ' ' + row.t : row.id"></li></template></main>`,
    })
    await page.evaluate(
      `window.els = Object.fromEntries([...document.querySelectorAll('li')].map((el) => [el.id, el]))`,
    )
    await page.evaluate(`window.raws = Alpine.$data(root).rows.map((each) => Alpine.raw(each))`)
    expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
    expect(await page.locator('li').allTextContents()).toEqual(after.map(String))
    expect(
      await page.evaluate(`Alpine.$data(root).rows.every((each) => {
        const old = raws.find(({ id }) => id === each.id)
        return !old || (old === Alpine.raw(each) && els['r' + each.id] === document.getElementById('r' + each.id))
      })`),
    ).toBe(true)
  })

  const others: [title: string, data: string, name: string, change: ListChange, after: Values][] = [
    ['of primitives', '{ l: [1, 2, 3] }', 'l', { remove: [2] }, { l: [1, 3] }],
    ['of primitives, inserted once', '{ l: [`a`, `b`] }', 'l', { insert: ['a'] }, { l: ['b', 'a'] }],
    [
      'with another key',
      '{ l: [{ sku: `x`, n: 1 }] }',
      'l',
      { upsert: [{ sku: 'x', n: 2 }], key: 'sku' },
      { l: [{ sku: 'x', n: 2 }] },
    ],
    [
      'inside a value',
      '{ cart: { l: [{ id: 1 }] } }',
      'cart.l',
      { insert: [{ id: 2 }] },
      { cart: { l: [{ id: 1 }, { id: 2 }] } },
    ],
    ['that is not there yet', '{ n: 1 }', 'l', { insert: [{ id: 2 }] }, { n: 1, l: [{ id: 2 }] }],
    ['that is null', '{ l: null }', 'l', { insert: [{ id: 2 }] }, { l: [{ id: 2 }] }],
  ]

  test.each(others)('%s', async (_title, data, name, change, after) => {
    const { page } = await open({
      actions: { go: action(() => list(name, change)) },
      body: `<main id="root" x-data="${data}"></main>`,
    })
    expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
    expect((await state(page))['root']).toEqual(after)
  })

  test('in the global store, and in the scope of another element', async () => {
    const { page } = await open({
      actions: { go: action(() => [list('$log', { insert: ['x'] }), list('rows', { insert: [1], scope: '#other' })]) },
      body: '<main id="root" x-data="{ rows: [] }"></main><p id="other" x-data="{ rows: [0] }"></p>',
    })
    expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
    expect(await state(page)).toEqual({ root: { rows: [] }, other: { rows: [0, 1] }, $: { log: ['x'] } })
  })

  test('that is no list is reported', async () => {
    const { page } = await open({
      actions: { go: action(() => [list('n', { insert: ['x'] }), { m: 2 }]) },
      body: '<main id="root" x-data="{ n: 1, m: 1 }"></main>',
      expectErrors: /HyperError.*"n"/,
    })
    expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: ['signal'] })
    expect(await state(page)).toMatchObject({ root: { n: 1, m: 2 } })
  })
})

describe('one flush', () => {
  test('takes all items of an answer: no effect sees a part of it', async () => {
    const go = () => [
      { a: 2 },
      elements('<p id="target">new</p>'),
      { $g: 2 },
      list('rows', { insert: [2] }),
      { 'o.b': 2, outer: 2 },
    ]
    const { page } = await open({
      script: 'window.seen = []',
      actions: { go: action(go) },
      body: `<main x-hyper="{ g: 1 }" x-data="{ outer: 1 }"><div id="root" x-data="{ a: 1, rows: [1], o: { b: 1 } }">
        <p id="target">old</p><i x-effect="seen.push([a, $hyper.g, rows.length, o.b, outer, target.textContent])"></i></div></main>`,
    })
    expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('seen')).toEqual([
      [1, 1, 1, 1, 1, 'old'],
      [2, 2, 2, 2, 2, 'new'],
    ])
  })

  test('takes all values of an item, however many', async () => {
    const sent = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`s${index}`, 2]))
    const { page } = await open({
      script: 'window.seen = []',
      actions: { go: action(() => sent) },
      body: '<main id="root" x-data="{ s0: 1, s4999: 1 }"><i x-effect="seen.push([s0, s4999])"></i></main>',
    })
    expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('seen')).toEqual([
      [1, 1],
      [2, 2],
    ])
  })
})

describe('what the user typed since the call left', () => {
  const typing: [title: string, options: SignalsOptions, before: string, meanwhile: string, after: string][] = [
    ['loses to a signal with force', { force: true }, '', 'mine', 'theirs'],
    ['is all that wins: what was typed before does not', {}, 'mine', '', 'theirs'],
  ]
  test.each(typing)('%s', async (_title, options, before, meanwhile, after) => {
    const held = gate()
    const { page } = await open({
      actions: { go: action(() => held.opened.then(() => [signals({ q: 'theirs' }, options), { n: 2 }])) },
      body: '<main id="root" x-data="{ q: ``, n: 1 }"><input x-model="q"><button id="go" x-action="go">go</button></main>',
    })
    if (before) await page.fill('input', before)
    const outcome = act(page, '#root', 'go')
    if (meanwhile) await page.fill('input', meanwhile)
    held.open()
    expect(await outcome).toMatchObject({ ok: true })
    expect(await page.inputValue('input')).toBe(after)
    expect(await state(page)).toMatchObject({ root: { q: after, n: 2 } })
  })
})

describe('$hyper', () => {
  const go = action(() => ({ $total: 2 }))
  const own = (when: string): Partial<AppOptions> => ({
    script: `document.addEventListener('${when}', () => Alpine.store('hyper', { own: 1, twice() { return this.total * 2 } }))`,
  })

  test.each(['alpine:init', 'alpine:initialized'])(
    'keeps the members of a store that the application made at %s',
    async (when) => {
      const { page } = await open({
        ...own(when),
        actions: { go },
        body: '<main id="root" x-data></main>',
      })
      expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
      expect(await page.evaluate(`[$ = Alpine.store('hyper'), $.own, $.total, $.twice()].slice(1)`)).toEqual([1, 2, 4])
      expect(await evaluate(page, '#root', '$hyper.total')).toBe(2)
    },
  )

  test('is there before its first signal, readable and writable, and shared', async () => {
    const { page } = await open({
      actions: { go },
      body: `<main id="root" x-data><b x-text="$hyper.total ?? 'none'"></b><button @click="$hyper.total++">+</button></main>
        <p x-data><i x-text="$hyper.total ?? 'none'"></i></p>`,
    })
    const shown = () =>
      page.evaluate(`[document.querySelector('b').textContent, document.querySelector('i').textContent]`)
    expect(await shown()).toEqual(['none', 'none'])
    await act(page, '#root', 'go')
    expect(await shown()).toEqual(['2', '2'])
    await page.click('button')
    await expect.poll(shown).toEqual(['3', '3'])
  })

  test('holds signals and nothing else', async () => {
    const { page } = await open({ body: '<main x-data></main>' })
    expect(await page.evaluate(`Object.getOwnPropertyNames(Alpine.store('hyper'))`)).toEqual([])
  })

  test('x-hyper seeds what is missing, anywhere', async () => {
    const { page } = await open({
      ...own('alpine:init'),
      body: `<p x-hyper="{ own: 5, total: 41, deep: { a: 1 } }"></p><main x-data><p x-hyper="{ total: 7, more: 1 }"></p></main>`,
    })
    expect(await state(page)).toEqual({ $: { own: 1, total: 41, deep: { a: 1 }, more: 1 } })
  })

  test('x-hyper is seeded before anything in it or on it is shown', async () => {
    const { page } = await open({
      script: 'window.seen = []',
      body: `<main x-data x-hyper="{ total: 41 }" x-effect="seen.push($hyper.total)"><b x-effect="seen.push($hyper.total)"></b></main>
        <p x-hyper="{ other: 1 }" x-data x-init="seen.push($hyper.other)" x-text="seen.push($hyper.other)"></p>`,
    })
    expect(await page.evaluate('seen')).toEqual([41, 41, 1, 1])
  })
})

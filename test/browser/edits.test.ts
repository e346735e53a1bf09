import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { action, type Item, reset, signals } from '../../server/index.js'
import { useApp } from './app.js'
import { act, gate, idle, state } from './page.js'

const open = useApp()

interface Control {
  title: string
  /** Of `#it`, bound to `v`. */
  markup: string
  /** Values of `v`: at first, of the user, of the server. */
  first: unknown
  users: unknown
  servers: unknown
  edit: (page: Page) => Promise<unknown>
  /** What is read of `#it`; default its value. */
  shown?: string
  /** What the control shows at first, and what the user made of it. */
  shows: [first: unknown, users: unknown]
  /** When the model has not what the control shows, as its modifier holds it back. */
  lags?: boolean
}

const options = '<option>a</option><option>b</option><option>c</option>'
const type = (text: string) => async (page: Page) => {
  await page.press('#it', 'End')
  await page.keyboard.type(text)
}

const controls: Control[] = [
  {
    title: 'a text field',
    markup: '<input id="it" value="a" x-model="v">',
    first: 'a',
    users: 'ab',
    servers: 'c',
    edit: type('b'),
    shows: ['a', 'ab'],
  },
  {
    title: 'a number field',
    markup: '<input id="it" type="number" value="1" x-model.number="v">',
    first: 1,
    users: 12,
    servers: 3,
    edit: (page) => page.fill('#it', '12'),
    shows: ['1', '12'],
  },
  {
    title: 'a checkbox',
    markup: '<input id="it" type="checkbox" x-model="v">',
    first: false,
    users: true,
    servers: false,
    edit: (page) => page.check('#it'),
    shown: 'checked',
    shows: [false, true],
  },
  {
    title: 'a checkbox of a list',
    markup: '<input id="it" type="checkbox" value="b" x-model="v"><input type="checkbox" value="c" x-model="v">',
    first: [],
    users: ['b'],
    servers: ['c'],
    edit: (page) => page.check('#it'),
    shown: 'checked',
    shows: [false, true],
  },
  {
    title: 'a radio button',
    markup:
      '<input type="radio" name="r" value="a" checked x-model="v"><input id="it" type="radio" name="r" value="b" x-model="v"><input type="radio" name="r" value="c" x-model="v">',
    first: 'a',
    users: 'b',
    servers: 'c',
    edit: (page) => page.check('#it'),
    shown: 'checked',
    shows: [false, true],
  },
  {
    title: 'a select',
    markup: `<select id="it" x-model="v">${options}</select>`,
    first: 'a',
    users: 'b',
    servers: 'c',
    edit: (page) => page.selectOption('#it', 'b'),
    shows: ['a', 'b'],
  },
  {
    title: 'a multiple select',
    markup: `<select id="it" multiple x-model="v">${options}</select>`,
    first: [],
    users: ['a', 'b'],
    servers: ['c'],
    edit: (page) => page.selectOption('#it', ['a', 'b']),
    shown: 'selectedOptions.length',
    shows: [0, 2],
  },
  {
    title: 'a text area',
    markup: '<textarea id="it" x-model="v">a</textarea>',
    first: 'a',
    users: 'ab',
    servers: 'c',
    edit: (page) => page.fill('#it', 'ab'),
    shows: ['a', 'ab'],
  },
  {
    title: 'a text field whose model is lazy',
    markup: '<input id="it" value="a" x-model.lazy="v">',
    first: 'a',
    users: 'a',
    servers: 'c',
    edit: type('b'),
    shows: ['a', 'ab'],
    lags: true,
  },
  {
    title: 'a text field whose model is debounced',
    markup: '<input id="it" value="a" x-model.debounce.60s="v">',
    first: 'a',
    users: 'a',
    servers: 'c',
    edit: type('b'),
    shows: ['a', 'ab'],
    lags: true,
  },
  {
    title: 'a text field whose model is trimmed',
    markup: '<input id="it" value="a" x-model.trim="v">',
    first: 'a',
    users: 'a',
    servers: 'c',
    edit: type(' '),
    shows: ['a', 'a '],
  },
  {
    title: 'a radio button whose model is debounced',
    markup:
      '<input type="radio" name="r" value="a" checked x-model.debounce.60s="v"><input id="it" type="radio" name="r" value="b" x-model.debounce.60s="v">',
    first: 'a',
    users: 'a',
    servers: 'c',
    edit: (page) => page.check('#it'),
    shown: 'checked',
    shows: [false, true],
    lags: true,
  },
]

/** Opens a page with a control, whose call `go` is answered once `answer` is called. */
async function openWith({ markup, first, shown = 'value' }: Control, reply: () => Item) {
  const held = gate()
  const app = await open({
    body: `<form id="root" x-data='{ v: ${JSON.stringify(first)} }'>${markup}</form>`,
    actions: {
      go: action(async () => {
        await held.opened
        return reply()
      }),
    },
  })
  const { page } = app
  const arrived = page.waitForRequest((request) => request.method() === 'POST')
  const read = async () => [
    (await state(page))['root']?.['v'],
    await page.evaluate(`document.querySelector('#it').${shown}`),
  ]
  return {
    ...app,
    read,
    start: async () => {
      const ended = act(page, '#root', 'go')
      await arrived
      return async () => {
        held.open()
        expect(await ended).toMatchObject({ ok: true, problems: [] })
        // a form's reset reaches x-model in Alpine’s next tick
        await page.evaluate('Alpine.nextTick().then(() => new Promise((done) => setTimeout(done)))')
      }
    },
  }
}

describe.each(controls.map((row) => [row.title, row] as const))('%s', (_title, row) => {
  const { edit, users, servers, shows, first, lags } = row

  test('edited after the call left keeps its value and its model from a signal', async () => {
    const { page, read, start } = await openWith(row, () => signals({ v: servers, done: 1 }))
    const answer = await start()
    await edit(page)
    expect(await read()).toEqual([users, shows[1]])
    await answer()
    expect(await read()).toEqual([users, shows[1]])
    expect((await state(page))['root']).toMatchObject({ done: 1 })
  })

  test('edited after the call left takes a signal that is forced', async () => {
    const { page, read, start } = await openWith(row, () => signals({ v: servers }, { force: true }))
    const answer = await start()
    await edit(page)
    await answer()
    expect((await read())[0]).toEqual(servers)
    expect((await read())[1]).not.toEqual(shows[1])
  })

  test('edited before the call left takes a signal', async () => {
    const { page, read, start } = await openWith(row, () => signals({ v: servers }))
    await edit(page)
    await (await start())()
    expect((await read())[0]).toEqual(servers)
  })

  test('edited after the call left keeps its value and its model in a reset of its form', async () => {
    const { page, read, start } = await openWith(row, () => reset('#root'))
    const answer = await start()
    await edit(page)
    await answer()
    expect(await read()).toEqual([users, shows[1]])
  })

  test.each(['#root', '#it'])(
    'edited after the call left goes back to its default in a forced reset of %s',
    async (target) => {
      const { page, read, start } = await openWith(row, () => reset(target, { force: true }))
      const answer = await start()
      await edit(page)
      await answer()
      expect((await read())[1]).toEqual(shows[0])
      if (!lags) expect((await read())[0]).toEqual(first)
    },
  )

  test.each(['#root', '#it'])(
    'edited before the call left goes back to its default in a reset of %s',
    async (target) => {
      const { page, read, start } = await openWith(row, () => reset(target))
      await edit(page)
      await (await start())()
      expect((await read())[1]).toEqual(shows[0])
      if (!lags) expect((await read())[0]).toEqual(first)
    },
  )
})

test('what the user edited while one call waits for another is edited since both were made', async () => {
  const held = gate()
  const texts: unknown[] = []
  const { page } = await open({
    body: `<main id="root" x-data="{ text: '' }"><form @submit.prevent="$action('send', { text: text })">
      <input id="it" x-model="text"><button>Send</button></form></main>`,
    actions: {
      send: action(async (_ctx, { text }) => {
        texts.push(text)
        await held.opened
        return reset('closest form')
      }),
    },
  })
  for (const text of ['one', 'two']) {
    await page.fill('#it', text)
    await page.press('#it', 'Enter')
  }
  await page.fill('#it', 'three')
  held.open()
  await expect.poll(() => texts).toEqual(['one', 'two'])
  await idle(page)
  expect(await page.inputValue('#it')).toBe('three')
  expect((await state(page))['root']).toEqual({ text: 'three' })
})

test('an edit in a shadow root counts, and leaving a field is none', async () => {
  const held = gate()
  const { page } = await open({
    script: `function attach(host) {
      host.attachShadow({ mode: 'open' }).innerHTML = '<input id="in" x-model="a">'
      Alpine.initTree(host.shadowRoot)
    }`,
    body: `<main id="root" x-data="{ a: '', b: '' }"><div x-init="attach($el)"></div><input id="out" x-model="b"></main>`,
    actions: {
      go: action(async () => {
        await held.opened
        return { a: 'server', b: 'server' }
      }),
    },
  })
  await page.locator('#out').pressSequentially('early')
  const arrived = page.waitForRequest((request) => request.method() === 'POST')
  const ended = act(page, '#root', 'go')
  await arrived
  await page.locator('#in').pressSequentially('late')
  held.open()
  await ended
  expect((await state(page))['root']).toEqual({ a: 'late', b: 'server' })
})

test('in a value with many members, only what the user edited stays', async () => {
  const held = gate()
  const { page } = await open({
    body: `<main id="root" x-data="{ user: { name: '', city: '' }, rows: [{ id: 1, t: '' }, { id: 2, t: '' }] }">
      <input id="name" x-model="user.name"><input x-model="user.city">
      <template x-for="row in rows" :key="row.id"><input :class="'row' + row.id" x-model="row.t"></template></main>`,
    actions: {
      go: action(async () => {
        await held.opened
        return [
          {
            user: { name: 'S', city: 'S' },
            rows: [
              { id: 2, t: 'S' },
              { id: 1, t: 'S' },
            ],
          },
          signals({ user: { name: 'T', age: 7 } }, { merge: true }),
        ]
      }),
    },
  })
  const arrived = page.waitForRequest((request) => request.method() === 'POST')
  const ended = act(page, '#root', 'go')
  await arrived
  await page.locator('#name').pressSequentially('U')
  await page.locator('.row2').pressSequentially('U')
  held.open()
  await ended
  expect((await state(page))['root']).toEqual({
    user: { name: 'U', city: 'S', age: 7 },
    rows: [
      { id: 2, t: 'U' },
      { id: 1, t: 'S' },
    ],
  })
  expect(await page.inputValue('#name')).toBe('U')
  expect(await page.inputValue('.row2')).toBe('U')
})

test('a control that merely has the focus takes a signal', async () => {
  const { page } = await open({
    body: `<main id="root" x-data="{ a: '' }"><input id="it" x-model="a"></main>`,
    actions: { go: action(() => ({ a: 'server' })) },
  })
  await page.focus('#it')
  await act(page, '#root', 'go')
  expect(await page.inputValue('#it')).toBe('server')
})

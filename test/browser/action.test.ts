import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { action, list, pushUrl, type Returned } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { act, gate, idle, type Noted, noting, type Values } from './page.js'

const open = useApp()

/** Whether the events that reached the window were prevented; after that they all are, so that no link is followed. */
const script = `
  window.prevented = { submit: null }
  for (const type of ['click', 'submit', 'input', 'change']) addEventListener(type, (event) => {
    prevented[type] = event.defaultPrevented
    if (event.target.closest('a')) event.preventDefault()
  })`

/** Opens a page whose `note` action, by name and on some routes, notes what it is given. */
async function openNoting(
  body: string,
  { reply, ...options }: Partial<AppOptions> & { reply?: (input: Values) => Returned } = {},
) {
  const { note, notes } = noting(reply)
  const app = await open({
    body: `<main x-data="{ n: 1 }">${body}</main>`,
    script,
    actions: { note, mark: action(() => {}) },
    routes: (router) => router.all(['/todos/:id', '/todos/:id/toggle', '/files/:folder/:name', '/forms'], note),
    ...options,
  })
  return { ...app, notes }
}

/** What is noted once a call that was made later is over. */
async function after(page: Page, notes: Noted[]): Promise<Noted[]> {
  await act(page, 'main', 'mark', {}, { lane: 'parallel' })
  return notes
}

const posted = (input: Values, more: Partial<Noted> = {}): Noted => ({
  method: 'POST',
  path: '/',
  action: 'note',
  input,
  ...more,
})

describe('by itself', () => {
  const click = (page: Page) => page.click('#it')
  const elements: [title: string, body: string, act: (page: Page) => Promise<unknown>, input: Values, event: Values][] =
    [
      [
        'a form calls at submit, prevents it, and sends its controls and the submitter',
        '<form x-action="note"><input name="a" value="1"><button name="x" value="1">no</button><button id="it" name="b" value="2">go</button></form>',
        click,
        { a: '1', b: '2' },
        { submit: true },
      ],
      [
        'a form that is sent by Enter has its first button for submitter',
        '<form x-action="note"><input id="it" name="a" value="1"><button name="b" value="2">go</button></form>',
        (page) => page.press('#it', 'Enter'),
        { a: '1', b: '2' },
        { submit: true },
      ],
      [
        'a submit button calls at click, prevents it, and sends its form and itself',
        '<form action="/else"><input name="a" value="1"><button id="it" name="b" value="2" x-action="note">go</button></form>',
        click,
        { a: '1', b: '2' },
        { click: true, submit: null },
      ],
      [
        'a submit button in a form with x-action runs its own',
        '<form x-action="other"><input name="a" value="1"><button id="it" x-action="note">go</button></form>',
        click,
        { a: '1' },
        { click: true, submit: null },
      ],
      [
        'a submit button elsewhere sends the form it belongs to',
        '<form id="f"><input name="a" value="1"></form><button id="it" form="f" x-action="note">go</button>',
        click,
        { a: '1' },
        { click: true, submit: null },
      ],
      [
        'input[type=submit] is a submit button',
        '<form><input name="a" value="1"><input id="it" type="submit" name="b" value="2" x-action="note"></form>',
        click,
        { a: '1', b: '2' },
        { click: true, submit: null },
      ],
      [
        'a text input calls at input and sends itself',
        '<form><input name="z" value="1"><input id="it" name="q" x-action="note"></form>',
        (page) => page.fill('#it', 'hi'),
        { q: 'hi' },
        { input: false },
      ],
      [
        'a number input calls at input and sends text',
        '<input id="it" type="number" name="q" x-action="note">',
        (page) => page.fill('#it', '4'),
        { q: '4' },
        { input: false },
      ],
      [
        'a range input calls at input',
        '<input id="it" type="range" max="9" name="q" x-action="note">',
        (page) => page.fill('#it', '4'),
        { q: '4' },
        { input: false },
      ],
      [
        'a textarea calls at input and sends itself',
        '<textarea id="it" name="q" x-action="note"></textarea>',
        (page) => page.fill('#it', 'hi'),
        { q: 'hi' },
        { input: false },
      ],
      [
        'an input without a name sends nothing',
        '<input id="it" x-action="note">',
        (page) => page.fill('#it', 'hi'),
        {},
        { input: false },
      ],
      [
        'a select calls at change and sends itself',
        '<select id="it" name="s" x-action="note"><option>a<option>b</select>',
        (page) => page.selectOption('#it', 'b'),
        { s: 'b' },
        { change: false },
      ],
      [
        'a select[multiple] sends an array',
        '<select id="it" name="s" multiple x-action="note"><option>a<option>b</select>',
        (page) => page.selectOption('#it', ['b']),
        { s: ['b'] },
        { change: false },
      ],
      [
        'a checkbox calls at change and sends itself',
        '<input id="it" type="checkbox" name="c" value="yes" x-action="note">',
        (page) => page.check('#it'),
        { c: 'yes' },
        { change: false },
      ],
      [
        'a checkbox that is cleared sends nothing',
        '<input id="it" type="checkbox" name="c" checked x-action="note">',
        (page) => page.uncheck('#it'),
        {},
        { change: false },
      ],
      [
        'a radio button calls at change and sends itself',
        '<input type="radio" name="r" value="1" checked><input id="it" type="radio" name="r" value="2" x-action="note">',
        (page) => page.check('#it'),
        { r: '2' },
        { change: false },
      ],
      [
        'a link calls at click and prevents it',
        '<a id="it" href="/else" x-action="note">go</a>',
        click,
        {},
        { click: true },
      ],
      ['a link without href is like anything else', '<a id="it" x-action="note">go</a>', click, {}, { click: false }],
      [
        'a button outside any form calls at click',
        '<button id="it" x-action="note">go</button>',
        click,
        {},
        { click: false },
      ],
      [
        'a button that does not submit sends nothing by itself',
        '<form><input name="a" value="1"><button id="it" type="button" name="b" x-action="note">go</button></form>',
        click,
        {},
        { click: false, submit: null },
      ],
      [
        'input[type=button] calls at click',
        '<input id="it" type="button" name="b" value="go" x-action="note">',
        click,
        {},
        { click: false },
      ],
      ['any other element calls at click', '<p id="it" x-action="note">go</p>', click, {}, { click: false }],
      [
        'an SVG element calls at click',
        '<svg width="9" height="9"><rect id="it" width="9" height="9" x-action="note" /></svg>',
        click,
        {},
        { click: false },
      ],
      [
        'a named event takes the place of the default',
        '<p id="it" x-action:dblclick="note">go</p>',
        (page) => page.dblclick('#it'),
        {},
        { click: false },
      ],
    ]

  test.each(elements)('%s', async (_title, body, gesture, input, event) => {
    const { page, notes, url } = await openNoting(body)
    await gesture(page)
    await expect.poll(() => notes).toEqual([posted(input)])
    expect(await page.evaluate('prevented')).toMatchObject(event)
    expect(page.url()).toBe(`${url}/`)
  })

  test('a file input calls at change and sends its files', async () => {
    const { page, notes } = await openNoting('<input id="it" type="file" name="f" x-action="note">')
    await page.setInputFiles('#it', { name: 'ü.txt', mimeType: 'text/plain', buffer: Buffer.from('hé') })
    await expect.poll(() => notes).toHaveLength(1)
    const file = notes[0]?.input['f'] as File
    expect([file.name, file.type, await file.text()]).toEqual(['ü.txt', 'text/plain', 'hé'])
  })
})

describe('overlapping calls', () => {
  const lanes: [title: string, lane: 'replace' | 'block' | 'queue' | 'parallel', body: string][] = [
    ['of a form', 'block', '<form id="it" x-action="note"></form>'],
    ['of a submit button', 'block', '<form><button id="it" x-action="note">go</button></form>'],
    ['of a text input', 'replace', '<input id="it" x-action="note">'],
    ['of a textarea', 'replace', '<textarea id="it" x-action="note"></textarea>'],
    ['of a select', 'queue', '<select id="it" x-action="note"></select>'],
    ['of a checkbox', 'queue', '<input id="it" type="checkbox" x-action="note">'],
    ['of a link', 'queue', '<a id="it" href="/" x-action="note">go</a>'],
    ['of a button', 'queue', '<button id="it" x-action="note">go</button>'],
    ['of a button with GET', 'replace', '<button id="it" x-action="GET note">go</button>'],
    ['of a form with GET', 'replace', '<form id="it" x-action="GET note"></form>'],
    ['with .block', 'block', '<button id="it" x-action.block="note">go</button>'],
    ['with .queue', 'queue', '<input id="it" x-action.queue="note">'],
    ['with .replace', 'replace', '<button id="it" x-action.replace="note">go</button>'],
    ['with .parallel', 'parallel', '<button id="it" x-action.parallel="note">go</button>'],
    ['with an event and .parallel', 'parallel', '<button id="it" x-action:click.parallel="note">go</button>'],
  ]
  const expected = {
    replace: { whileHeld: 2, applied: [2] },
    block: { whileHeld: 1, applied: [1] },
    queue: { whileHeld: 1, applied: [1, 2] },
    parallel: { whileHeld: 2, applied: [1, 2] },
  }

  test.each(lanes)('%s %s', async (_title, lane, body) => {
    const held = gate()
    let started = 0
    const reply = async () => {
      const n = ++started
      await held.opened
      return list('done', { upsert: [{ id: n }] })
    }
    const { page } = await openNoting(
      `<div x-data="{ done: [] }">${body}
      <output x-text="JSON.stringify(done.map(({ id }) => id).sort())"></output></div>`,
      { reply },
    )
    const fire = () =>
      page.evaluate(() => {
        const el = document.querySelector('#it')
        if (el instanceof HTMLFormElement) el.requestSubmit()
        else if (el instanceof HTMLTextAreaElement || (el instanceof HTMLInputElement && el.type === 'text'))
          el.dispatchEvent(new Event('input'))
        else if (el?.matches('select, input')) el.dispatchEvent(new Event('change'))
        else (el as HTMLElement).click()
      })
    await fire()
    await expect.poll(() => started).toBe(1)
    await fire()
    const { whileHeld, applied } = expected[lane]
    await expect.poll(() => started).toBe(whileHeld)
    await act(page, 'main', 'mark', {}, { lane: 'parallel' })
    expect(started).toBe(whileHeld)
    held.open()
    await expect.poll(() => page.textContent('output')).toBe(JSON.stringify(applied))
    await idle(page)
    expect(started).toBe(lane === 'block' ? 1 : 2)
  })

  test('a blocked form marks its submit buttons, keeps its fields and the focus, and is free again', async () => {
    const held = gate()
    const { page, notes } = await openNoting(
      `<form x-action="note"><input name="a"><button id="one" name="b">1</button><button id="two">2</button>
        <button id="plain" type="button">3</button></form>`,
      { reply: async () => void (await held.opened) },
    )
    const disabled = () =>
      page.evaluate(() => [...document.querySelectorAll('[aria-disabled=true]')].map((el) => el.id))
    await page.click('#one')
    await expect.poll(() => notes).toHaveLength(1)
    expect(await disabled()).toEqual(['one', 'two'])
    expect(await page.getAttribute('form', 'aria-busy')).toBe('true')
    await page.fill('[name=a]', 'typed')
    await page.press('[name=a]', 'Enter')
    expect(await after(page, notes)).toHaveLength(1)
    expect(await page.evaluate('document.activeElement.name')).toBe('a')
    held.open()
    await idle(page)
    expect(await disabled()).toEqual([])
    await page.click('#two')
    await expect.poll(() => notes.at(-1)?.input).toEqual({ a: 'typed' })
  })
})

describe('the expression', () => {
  const calls: [expression: string, noted: Partial<Noted>][] = [
    ['note', {}],
    ['  note  ', {}],
    ['note()', {}],
    ['note({ a: 1 })', { input: { a: 1 } }],
    ['note ( { a: 1 } )', { input: { a: 1 } }],
    ['POST note({ a: 1 })', { input: { a: 1 } }],
    ['GET note({ a: 1 })', { method: 'GET', input: { a: 1 } }],
    ['PUT note({ a: 1 })', { method: 'PUT', input: { a: 1 } }],
    ['PATCH note({ a: 1 })', { method: 'PATCH', input: { a: 1 } }],
    ['DELETE note({ a: 1 })', { method: 'DELETE', input: { a: 1 } }],
    ['note({ n })', { input: { n: 1 } }],
    ['note({ text: `)(` })', { input: { text: ')(' } }],
    ['note({\n  a: 1,\n  b: (1 + 2) * 2,\n})', { input: { a: 1, b: 6 } }],
    ['note(Object.assign({ a: 1 }, { b: 2 }))', { input: { a: 1, b: 2 } }],
    ['note({ id: $el.id })', { input: { id: 'it' } }],
    ['note({ type: $event.type })', { input: { type: 'click' } }],
    [
      'GET note({ a: [1, { b: null }], t: true, s: `ü€😀&?#+ %`, e: `` })',
      { method: 'GET', input: { a: [1, { b: null }], t: true, s: 'ü€😀&?#+ %', e: '' } },
    ],
    ['note({ at: new Date(0), u: undefined })', { input: { at: '1970-01-01T00:00:00.000Z' } }],
    ['/todos/:id({ id: 7 })', { path: '/todos/7', action: undefined, input: { id: '7' } }],
    ['/todos/:id({ id: 0 })', { path: '/todos/0', action: undefined, input: { id: '0' } }],
    [
      'DELETE /todos/:id({ id: 7, hard: true })',
      { method: 'DELETE', path: '/todos/7', action: undefined, input: { id: '7', hard: true } },
    ],
    ['PATCH /todos/7', { method: 'PATCH', path: '/todos/7', action: undefined, input: { id: '7' } }],
    [
      '/todos/:id/toggle({ id: `a/b ü?#%` })',
      { path: '/todos/a%2Fb%20%C3%BC%3F%23%25/toggle', action: undefined, input: { id: 'a/b ü?#%' } },
    ],
    [
      '/files/:folder/:name({ folder: `...`, name: `.env` })',
      { path: '/files/.../.env', action: undefined, input: { folder: '...', name: '.env' } },
    ],
    ['GET /forms?a=1', { method: 'GET', path: '/forms', action: undefined, input: { a: '1' } }],
  ]

  test.each(calls)('%j is a call', async (expression, noted) => {
    const { page, notes } = await openNoting(`<p id="it" x-action="${expression}">go</p>`)
    await page.click('#it')
    await expect.poll(() => notes).toEqual([posted({}, noted)])
  })

  const refused: [expression: string, message: RegExp][] = [
    ['', /x-action=""/],
    ['note(', /\$action\(/],
    ['note one', /\$action\(/],
    ['fetch note', /\$action\(/],
    ['HEAD note', /\$action\(/],
    ['note({ a: 1 }).b', /\$action\(/],
    ['count = await $action(`note`)', /\$action\(/],
    ['note(5)', /@click="\$action\('note'/],
    ['note(`text`)', /@click="\$action\('note'/],
    ['note([1, 2])', /takes one plain object, not "1,2"; .*@click="\$action\('note'/],
    ['note(null)', /takes one plain object, not "null"; .*@click="\$action\('note'/],
    ['note(new Map())', /@click="\$action\('note'/],
    ['note(() => 1)', /@click="\$action\('note'/],
    ['note({ a: 1 }, { b: 2 })', /takes one plain object, not "\[object Object\],\[object Object\]"/],
    ['note({ a: missing })', /missing is not defined/],
    ['note({ a: n.b.c })', /x-action="note\(\{ a: n\.b\.c \}\)" on <p id="it"/],
    ['/todos/:id', /:id/],
    ['/todos/:id({ id: `` })', /:id/],
    ['/todos/:id({ id: `.` })', /:id/],
    ['/todos/:id({ id: `..` })', /:id/],
    ['/todos/:id({ id: null })', /:id/],
    ['/todos/:id({ id: undefined })', /:id/],
    ['//example.com/todos', /origin/],
  ]

  test.each(refused)('%j is refused with a reason, and nothing is sent', async (expression, message) => {
    const { page, notes, errors } = await openNoting(`<p id="it" x-action="${expression}">go</p>`, {
      expectErrors: message,
    })
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    await page.click('#it')
    await expect.poll(() => errors).toHaveLength(1)
    expect(errors[0]).toMatch(/x-action="/)
    expect(await after(page, notes)).toEqual([])
    expect(requests).toHaveLength(1)
    await idle(page)
  })

  test('fields and data go together, and the data wins', async () => {
    const { page, notes } = await openNoting(
      `<form x-action="note({ a: 9, c: { d: 1 } })"><input name="a" value="1"><input name="b" value="2"><button>go</button></form>`,
    )
    await page.click('button')
    await expect.poll(() => notes).toEqual([posted({ a: 9, b: '2', c: { d: 1 } })])
  })

  test.each(['standard', 'csp'] as const)('works under the %s build', async (alpine) => {
    const { page, notes } = await openNoting(
      `<div x-data="{ user: { name: 'Ann', tags: ['a'] } }"><a href="/" id="it" x-action="DELETE /todos/:id({ id: 1, user: user, tag: user.tags[0] })">go</a></div>`,
      { alpine },
    )
    await page.click('#it')
    await expect
      .poll(() => notes.map(({ path, input }) => ({ path, input })))
      .toEqual([{ path: '/todos/1', input: { id: '1', user: { name: 'Ann', tags: ['a'] }, tag: 'a' } }])
  })
})

describe('without an expression', () => {
  const own: [title: string, body: string, noted: Partial<Noted>][] = [
    [
      'a form goes to its action by its method',
      '<form action="/forms" method="post" x-action><input name="a" value="1"><button id="it">go</button></form>',
      { path: '/forms', action: undefined, input: { a: '1' } },
    ],
    [
      'a form without a method goes by GET',
      '<form action="/forms" x-action><input name="a" value="1"><button id="it">go</button></form>',
      { method: 'GET', path: '/forms', action: undefined, input: { a: '1' } },
    ],
    [
      'the field _action names the action, at the URL of the page',
      '<form method="post" x-action><input name="a" value="1"><button id="it" name="_action" value="note">go</button></form>',
      { input: { a: '1' } },
    ],
    [
      'a hidden field may name the action',
      '<form method="post" x-action><input type="hidden" name="_action" value="note"><button id="it">go</button></form>',
      {},
    ],
    [
      'formaction and formmethod of the submitter go first',
      '<form action="/else" x-action><button id="it" formaction="/forms" formmethod="post" name="b" value="2">go</button></form>',
      { path: '/forms', action: undefined, input: { b: '2' } },
    ],
    [
      'a submit button goes where it would submit to',
      '<form action="/else"><button id="it" formaction="/forms" formmethod="post" name="b" value="2" x-action>go</button></form>',
      { path: '/forms', action: undefined, input: { b: '2' } },
    ],
    [
      'controls named action and method hide nothing',
      '<form action="/forms" method="post" x-action><input name="action" value="1"><input name="method" value="2"><button id="it">go</button></form>',
      { path: '/forms', action: undefined, input: { action: '1', method: '2' } },
    ],
    [
      'a link goes to its href by GET',
      '<a id="it" href="/forms?a=1#b" x-action>go</a>',
      { method: 'GET', path: '/forms', action: undefined, input: { a: '1' } },
    ],
    [
      'a link in SVG is called by its URL',
      '<svg width="9" height="9"><a href="/forms?a=1#b" x-action><rect id="it" width="9" height="9" /></a></svg>',
      { method: 'GET', path: '/forms', action: undefined, input: { a: '1' } },
    ],
  ]

  test.each(own)('%s', async (_title, body, noted) => {
    const { page, notes } = await openNoting(body)
    await page.click('#it')
    await expect.poll(() => notes).toEqual([posted({}, noted)])
  })

  test('a form to another origin is refused', async () => {
    const { page, notes, errors } = await openNoting(
      '<form action="http://127.0.0.1:9/" method="post" x-action><button id="it">go</button></form>',
      { expectErrors: /HyperError.*origin/ },
    )
    await page.click('#it')
    await expect.poll(() => errors).toHaveLength(1)
    expect(await after(page, notes)).toEqual([])
  })
})

describe('modifiers of Alpine', () => {
  const type = (page: Page) => page.locator('#it').pressSequentially('abc')
  const modified: [attribute: string, body: string, gesture: (page: Page) => Promise<unknown>, inputs: Values[]][] = [
    ['x-action.debounce.800ms', '<input id="it" name="q" ATTRIBUTE="note">', type, [{ q: 'abc' }]],
    ['x-action:input.debounce.800ms.queue', '<input id="it" name="q" ATTRIBUTE="note">', type, [{ q: 'abc' }]],
    [
      'x-action.throttle.60000ms',
      '<button id="it" ATTRIBUTE="note">go</button>',
      (page) => page.click('#it', { clickCount: 3 }),
      [{}],
    ],
    [
      'x-action.once',
      '<button id="it" ATTRIBUTE="note">go</button>',
      (page) => page.click('#it', { clickCount: 3 }),
      [{}],
    ],
    [
      'x-action:keydown.enter',
      '<input id="it" name="q" ATTRIBUTE="note">',
      (page) => page.locator('#it').pressSequentially('a\nb'),
      [{ q: 'a' }],
    ],
    [
      'x-action:keydown.enter.queue',
      '<input id="it" name="q" ATTRIBUTE="note">',
      (page) => page.locator('#it').pressSequentially('a\nb'),
      [{ q: 'a' }],
    ],
    [
      'x-action:keydown.ctrl.s.prevent.window',
      '<p ATTRIBUTE="note({ key: $event.key })"></p>',
      (page) => page.keyboard.press('Control+s'),
      [{ key: 's' }],
    ],
    [
      'x-action.outside',
      '<p id="it" ATTRIBUTE="note">in</p><p id="out">out</p>',
      async (page) => {
        await page.click('#it')
        await page.click('#out')
      },
      [{}],
    ],
    [
      'x-action.self',
      '<p id="it" style="padding: 40px" ATTRIBUTE="note"><b>in</b></p>',
      async (page) => {
        await page.click('#it b')
        await page.click('#it', { position: { x: 2, y: 2 } })
      },
      [{}],
    ],
    [
      'x-action:article-updated.camel.window',
      '<p ATTRIBUTE="note({ id: $event.detail })"></p>',
      (page) => page.evaluate(() => dispatchEvent(new CustomEvent('articleUpdated', { detail: 7 }))),
      [{ id: 7 }],
    ],
    [
      'x-action:article-updated.dot.document.parallel',
      '<p ATTRIBUTE="note({ id: $event.detail })"></p>',
      (page) => page.evaluate(() => document.dispatchEvent(new CustomEvent('article.updated', { detail: 7 }))),
      [{ id: 7 }],
    ],
  ]

  test.each(modified)('%s', async (attribute, body, gesture, inputs) => {
    const { page, notes } = await openNoting(body.replace('ATTRIBUTE', attribute))
    await gesture(page)
    await expect.poll(() => notes.map(({ input }) => input)).toEqual(inputs)
    expect((await after(page, notes)).map(({ input }) => input)).toEqual(inputs)
  })

  test('a form with .debounce does not submit in the meantime', async () => {
    const { page, notes, url } = await openNoting(
      '<form x-action.debounce.50ms="note"><input name="a" value="1"><button id="it">go</button></form>',
    )
    await page.click('#it')
    await expect.poll(() => notes).toEqual([posted({ a: '1' })])
    expect(page.url()).toBe(`${url}/`)
  })
})

describe('a click on a link that is meant for the browser is left to it', () => {
  test.each([
    ['with Control', '', { ctrlKey: true }],
    ['with Meta', '', { metaKey: true }],
    ['with Shift', '', { shiftKey: true }],
    ['with Alt', '', { altKey: true }],
    ['with another button', '', { button: 1 }],
    ['with target=_blank', 'target="_blank"', {}],
    ['with download', 'download', {}],
  ])('%s', async (_title, attribute, keys) => {
    const { page, notes } = await openNoting(`<a id="it" href="/else" ${attribute} x-action="note">go</a>`)
    await page.evaluate(
      (keys) =>
        document
          .querySelector('#it')
          ?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...keys })),
      keys,
    )
    expect(await page.evaluate('prevented.click')).toBe(false)
    expect(await after(page, notes)).toEqual([])
  })
})

describe('what is read when', () => {
  test('names of the expression are read when the request is sent', async () => {
    const { page } = await open({
      actions: { add: action((_ctx, { n }) => ({ n: Number(n) + 1 })) },
      body: '<main x-data="{ n: 0 }"><button x-action="add({ n })">go</button><output x-text="n"></output></main>',
    })
    await page.click('button', { clickCount: 5 })
    await expect.poll(() => page.textContent('output')).toBe('5')
  })

  test('the variables of x-for rows are read at the event, though the rows move while the call waits', async () => {
    const held = gate()
    const { page, notes } = await openNoting(
      `<div id="rows" x-data="{ rows: [{ id: 1 }, { id: 2 }, { id: 3 }] }">
        <template x-for="(row, index) in rows"><button :class="'b' + row.id" x-action="note({ id: row.id, index })">go</button></template></div>`,
      { reply: async () => void (await held.opened) },
    )
    await page.click('.b1')
    await page.click('.b2')
    await page.click('.b3')
    await page.evaluate('Alpine.$data(document.getElementById("rows")).rows.splice(0, 2)')
    held.open()
    await expect
      .poll(() => notes.map(({ input }) => input))
      .toEqual([
        { id: 1, index: 0 },
        { id: 2, index: 1 },
        { id: 3, index: 2 },
      ])
  })

  test('a row that is gone while its call waits is sent as it was', async () => {
    const { page, notes } = await openNoting(
      `<div x-data="{ rows: [{ id: 1 }, { id: 2 }] }">
        <template x-for="row in rows" :key="row.id"><button :class="'b' + row.id" x-action="note({ id: row.id })">go</button></template></div>`,
      { reply: () => list('rows', { reset: [] }) },
    )
    await page.evaluate(() => {
      for (const el of document.querySelectorAll('button')) el.click()
    })
    await expect.poll(() => notes.map(({ input }) => input)).toEqual([{ id: 1 }, { id: 2 }])
  })

  test('fields are read at the event', async () => {
    const held = gate()
    const { page, notes } = await openNoting('<input id="it" name="q" x-action.queue="note">', {
      reply: async () => void (await held.opened),
    })
    await page.fill('#it', 'one')
    await page.fill('#it', 'two')
    await page.fill('#it', 'three')
    held.open()
    await expect.poll(() => notes.map(({ input }) => input['q'])).toEqual(['one', 'two', 'three'])
  })

  test('$data is sent without functions and what is private', async () => {
    const { page, notes } = await openNoting(
      `<div x-data="{ a: 1, _secret: 2, list: [{ _kept: 1 }], save() {}, get sum() { return this.a + 1 } }"><button x-action="note($data)">go</button></div>`,
    )
    await page.click('button')
    await expect.poll(() => notes.map(({ input }) => input)).toEqual([{ n: 1, a: 1, list: [{ _kept: 1 }], sum: 2 }])
  })

  test('an expression sends what it names and nothing else', async () => {
    const { page, notes } = await openNoting(
      `<div x-data="{ a: { b: 1 }, _secret: 2, c: 3 }"><button x-action="note({ a: a, private: _secret })">go</button></div>`,
    )
    await page.click('button')
    await expect.poll(() => notes.map(({ input }) => input)).toEqual([{ a: { b: 1 }, private: 2 }])
  })
})

test('a changed attribute calls once, with the new expression', async () => {
  const { page, notes } = await openNoting(
    '<button id="it" x-action="note({ a: 1 })">go</button><button id="other" x-action="note({ b: 1 })">go</button>',
  )
  await page.evaluate(`it.setAttribute('x-action', 'note({ a: 2 })')`)
  await page.evaluate(`other.removeAttribute('x-action')`)
  await page.click('#other')
  await page.click('#it')
  await expect.poll(() => notes).toEqual([posted({ a: 2 })])
  expect(await after(page, notes)).toHaveLength(1)
})

test('named actions go to the URL that the page was served from, not to what pushUrl shows', async () => {
  const { page, notes, url } = await openNoting('<button id="it" x-action="note">go</button>', {
    reply: () => pushUrl('/elsewhere'),
  })
  await page.click('#it')
  await expect.poll(() => page.url()).toBe(`${url}/elsewhere`)
  await page.click('#it')
  await expect.poll(() => notes.map(({ path }) => path)).toEqual(['/', '/'])
  await idle(page)
})

describe('native validation', () => {
  test.each([
    ['a form', '<form x-action="note"><input name="a" required><button id="it">go</button></form>', 0],
    ['a submit button', '<form><input name="a" required><button id="it" x-action="note">go</button></form>', 0],
    [
      'a novalidate form',
      '<form novalidate x-action="note"><input name="a" required><button id="it">go</button></form>',
      1,
    ],
    [
      'a novalidate form with its button',
      '<form novalidate><input name="a" required><button id="it" x-action="note">go</button></form>',
      1,
    ],
    [
      'a formnovalidate button',
      '<form><input name="a" required><button id="it" formnovalidate x-action="note">go</button></form>',
      1,
    ],
    [
      'a button that does not submit',
      '<form><input name="a" required><button id="it" type="button" x-action="note">go</button></form>',
      1,
    ],
  ])('of %s holds', async (_title, body, calls) => {
    const { page, notes } = await openNoting(body)
    await page.click('#it')
    await expect.poll(() => notes).toHaveLength(calls)
    expect(await after(page, notes)).toHaveLength(calls)
    expect(await page.evaluate('document.activeElement.name')).toBe(calls ? '' : 'a')
  })
})

describe('the fields of a form', () => {
  const matrix: [title: string, controls: string, input: Values][] = [
    [
      'text is text',
      '<input name="a" value="1"><input name="b" value=""><input name="c" value="true">',
      { a: '1', b: '', c: 'true' },
    ],
    [
      'unicode of any kind survives',
      '<input name="é 😀" value="  ü€ 😀 \' &quot; &amp; ">',
      { 'é 😀': '  ü€ 😀 \' " & ' },
    ],
    ['a name with [] is an array of one', '<input name="t[]" value="1">', { t: ['1'] }],
    ['names with [] are an array', '<input name="t[]" value="1"><input name="t[]" value="2">', { t: ['1', '2'] }],
    ['unchecked names with [] are an empty array', '<input type="checkbox" name="t[]" value="1">', { t: [] }],
    ['repeated names are an array', '<input name="t" value="1"><input name="t" value="2">', { t: ['1', '2'] }],
    ['a select has one value', '<select name="s"><option value="1">a<option value="2" selected>b</select>', { s: '2' }],
    [
      'select[multiple] is an array',
      '<select multiple name="s"><option selected>a<option>b</select><select multiple name="t"><option>a</select>',
      { s: ['a'], t: [] },
    ],
    ['a disabled option is not sent', '<select name="s"><option disabled selected>a<option>b</select>', {}],
    [
      'checkboxes are sent if checked',
      '<input type="checkbox" name="a" checked><input type="checkbox" name="b" value="2" checked><input type="checkbox" name="c">',
      { a: 'on', b: '2' },
    ],
    [
      'of radio buttons, the chosen one is sent',
      '<input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked><input type="radio" name="none" value="1">',
      { r: '2' },
    ],
    [
      'what is disabled is not sent',
      '<input name="a" value="1" disabled><select multiple name="s" disabled></select>',
      {},
    ],
    [
      'a disabled fieldset is not sent, but its legend is',
      '<fieldset disabled><legend><input name="b" value="2"></legend><input name="a" value="1"></fieldset>',
      { b: '2' },
    ],
    [
      'readonly and hidden ones are sent',
      '<input name="a" value="1" readonly><input type="hidden" name="b" value="2">',
      { a: '1', b: '2' },
    ],
    ['what has no name is not sent', '<input value="1"><textarea></textarea>', {}],
    [
      'another button is not sent',
      '<button name="no" value="1" type="button">no</button><input type="reset" name="r">',
      {},
    ],
    ['lines end as in a form that the browser sends', '<textarea name="a">\n1\n2</textarea>', { a: '1\r\n2' }],
    [
      'a file that was not chosen is not sent',
      '<input type="file" name="f"><input type="file" name="g[]" multiple>',
      { g: [] },
    ],
    ['a control of another place belongs to it', '<input name="a" value="1" form="other">', { far: '1' }],
    [
      'a field may be called like a method',
      '<input name="constructor" value="1"><input name="toString" value="2">',
      { constructor: '1', toString: '2' },
    ],
  ]

  test.each(matrix)('%s', async (_title, controls, input) => {
    const far = 'far' in input ? '<input name="far" value="1" form="it">' : ''
    const { page, notes } = await openNoting(
      `<form id="it" x-action="note">${controls}<button id="go">go</button></form>${far}<form id="other"></form>`,
    )
    await page.click('#go')
    await expect.poll(() => notes).toHaveLength(1)
    expect(notes[0]?.input).toEqual(input)
  })

  const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
  const texts = async (value: unknown): Promise<unknown> =>
    value instanceof File
      ? `${value.name}: ${await value.text()}`
      : Array.isArray(value)
        ? Promise.all(value.map(texts))
        : value

  test('files go beside the data, under their own names', async () => {
    const { page, notes } = await openNoting(
      `<form x-action="note({ n: 5, deep: { list: [1] } })"><input name="title" value="ü"><input type="file" name="one">
        <input type="file" multiple name="many"><input type="file" multiple name="always[]"><button>go</button></form>`,
    )
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.headers()['content-type'] ?? ''))
    await page.setInputFiles('[name=one]', file('ü 1.txt', 'one'))
    await page.setInputFiles('[name=many]', [file('2.txt', 'two'), file('3.txt', 'three')])
    await page.setInputFiles('[name^=always]', file('4.txt', 'four'))
    await page.click('button')
    await expect.poll(() => notes).toHaveLength(1)
    expect(requests[0]).toMatch(/^multipart\/form-data/)
    const { one, many, always, ...rest } = notes[0]?.input ?? {}
    expect(rest).toEqual({ n: 5, deep: { list: [1] }, title: 'ü' })
    expect(await texts([one, many, always])).toEqual(['ü 1.txt: one', ['2.txt: two', '3.txt: three'], ['4.txt: four']])
  })

  test('files of an expression keep their place in the data', async () => {
    const { page, notes } = await openNoting(
      `<input type="file" multiple x-ref="f"><button x-action="note({ all: $refs.f.files, items: [{ qty: 2, photo: $refs.f.files[1] }] })">go</button>`,
    )
    await page.setInputFiles('input', [file('1.txt', 'one'), file('2.txt', 'two')])
    await page.click('button')
    await expect.poll(() => notes).toHaveLength(1)
    const { all, items } = (notes[0]?.input ?? {}) as { all?: unknown; items?: { qty: number; photo: File }[] }
    expect(await texts(all)).toEqual(['1.txt: one', '2.txt: two'])
    expect(await texts(items?.map(({ photo }) => photo))).toEqual(['2.txt: two'])
    expect(items?.[0]?.qty).toBe(2)
  })

  test('a file cannot go by GET, and that is said', async () => {
    const { page, notes, errors } = await openNoting('<input type="file" name="f" x-action="GET note">', {
      expectErrors: /HyperError.*GET/,
    })
    await page.setInputFiles('input', file('1.txt', 'one'))
    await expect.poll(() => errors).toHaveLength(1)
    expect(await after(page, notes)).toEqual([])
  })
})

import { buffer } from 'node:stream/consumers'
import type Router from '@koa/router'
import type Koa from 'koa'
import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { group } from '../../server/fields.js'
import { action } from '../../server/index.js'
import { useApp } from './app.js'

const open = useApp()

interface Case {
  title: string
  /** In the form. */
  markup: string
  /** Beside the form, whose id is `form`. */
  outside?: string
  /** What the user does before. */
  before?: (page: Page) => Promise<unknown>
  /** Fields that the wire makes an array of, whatever their number. */
  arrays?: string[]
  /** What submits; default `#submit`, a button without a name. */
  submit?: (page: Page) => Promise<unknown>
}

const checked = '<input type="checkbox" name="a" checked>'
const pngFile = { name: 'ä b.png', mimeType: 'image/png', buffer: Buffer.from('one') }

const cases: Case[] = [
  {
    title: 'empty inputs of every type',
    markup:
      'text search url tel email password number range date month week time datetime-local color hidden checkbox radio'
        .split(' ')
        .map((type) => `<input type="${type}" name="${type}">`)
        .join(''),
  },
  {
    title: 'inputs with values, good and bad, which the browser sanitises',
    markup: [
      ['text', ' x  ü😀 '],
      ['search', '"&=+%'],
      ['url', ' http://a/ '],
      ['email', ' a@b.c '],
      ['number', '007.50'],
      ['number', 'x'],
      ['range', '1000'],
      ['date', '2026-01-31'],
      ['date', 'no'],
      ['time', '10:00'],
      ['color', '#ABCDEF'],
      ['color', 'red'],
      ['unknown', 'x'],
    ]
      .map(([type, value], index) => `<input type="${type}" name="n${index}" value='${value}'>`)
      .join(''),
  },
  { title: 'a control without a name', markup: '<input value="x"><input name="" value="y"><select><option>z</select>' },
  {
    title: 'a control called isindex, constructor or __proto__',
    markup: '<input name="isindex" value="x"><input name="constructor" value="y">',
  },
  { title: 'a disabled control', markup: '<input name="a" value="x" disabled><input name="b" value="y" readonly>' },
  { title: 'disabled name[]', markup: '<input name="a[]" value="x" disabled>' },
  { title: 'a disabled select[multiple]', markup: '<select name="a" multiple disabled><option selected>x</select>' },
  {
    title: 'a disabled fieldset, but for its first legend',
    markup:
      '<fieldset disabled><legend><input name="l" value="1"></legend><legend><input name="m" value="2"></legend><input name="n" value="3"><fieldset><input name="o" value="4"></fieldset></fieldset>',
  },
  { title: 'a checkbox without a value', markup: checked },
  { title: 'a checkbox that is not checked', markup: '<input type="checkbox" name="a" value="x">' },
  {
    title: 'an indeterminate checkbox',
    markup: checked,
    before: (page) => page.$eval('[name=a]', (el) => Object.assign(el, { indeterminate: true })),
  },
  {
    title: 'checkboxes of one name',
    markup:
      '<input type="checkbox" name="a" value="1" checked><input type="checkbox" name="a" value="2"><input type="checkbox" name="a" value="3" checked>',
  },
  {
    title: 'one checked of the checkboxes of name[]',
    arrays: ['a'],
    markup: '<input type="checkbox" name="a[]" value="1" checked><input type="checkbox" name="a[]" value="2">',
  },
  {
    title: 'radio buttons',
    markup:
      '<input type="radio" name="a" value="1"><input type="radio" name="a" value="2" checked><input type="radio" name="b" value="3"><input type="radio" name="c" checked>',
  },
  { title: 'a select, its first option by default', markup: '<select name="a"><option>x<option>y</select>' },
  { title: 'a select without options', markup: '<select name="a"></select>' },
  {
    title: 'a select whose option is disabled',
    markup: '<select name="a"><option selected disabled value="">Choose<option>y</select>',
  },
  {
    title: 'a select whose group is disabled',
    arrays: ['a'],
    markup: '<select name="a" multiple><optgroup disabled><option selected>x</optgroup><option selected>y</select>',
  },
  {
    title: 'an option without a value, and with spaces',
    markup:
      '<select name="a"><option selected>  x   y\n z </select><select name="b"><option value="" selected>x</select>',
  },
  { title: 'a list box with nothing chosen', markup: '<select name="a" size="3"><option>x</select>' },
  {
    title: 'two of a select[multiple]',
    arrays: ['a'],
    markup: '<select name="a" multiple><option selected>x<option>y<option selected>z</select>',
  },
  {
    title: 'one of a select[multiple] called name[]',
    arrays: ['a'],
    markup: '<select name="a[]" multiple><option selected>x<option>y</select>',
  },
  {
    title: 'line breaks of a textarea',
    markup: '<textarea name="a">\nx\ny</textarea>',
  },
  {
    title: 'line breaks that a script wrote',
    markup: '<textarea name="a"></textarea><input type="hidden" name="b">',
    before: (page) =>
      page.evaluate(() => {
        for (const el of document.querySelectorAll<HTMLInputElement>('[name=a],[name=b]')) el.value = 'x\ny\rz\r\n'
      }),
  },
  {
    title: 'a line break in a name',
    markup: '<input name="a&#10;b" value="x"><input name="c&#10;d[]" value="y">',
    arrays: ['c\r\nd'],
  },
  {
    title: 'wrapped lines of a textarea',
    markup: '<textarea name="a" wrap="hard" cols="5">xxxxxxx yyyyyyy zzz</textarea>',
  },
  {
    title: 'dirname',
    markup: '<input name="a" dirname="a.dir" value="x"><textarea name="b" dirname="b.dir" dir="rtl">y</textarea>',
  },
  { title: 'dirname auto', markup: '<input name="a" dirname="d" dir="auto" value="שלום">' },
  {
    title: '_charset_',
    markup: '<input type="hidden" name="_charset_"><input type="text" name="_charset_" value="mine">',
  },
  {
    title: 'a datalist',
    markup:
      '<datalist id="list"><option>x</option><input name="in" value="y"></datalist><input name="a" list="list" value="z">',
  },
  {
    title: 'output, meter, progress and object',
    markup:
      '<output name="a">x</output><meter name="b" value="1"></meter><progress name="c" value="1"></progress><object name="d"></object>',
  },
  {
    title: 'buttons that do not submit it',
    markup:
      '<button name="a" value="1">x</button><button type="button" name="b" value="2">x</button><input type="submit" name="c" value="3"><input type="button" name="d" value="4"><input type="reset" name="e">',
  },
  {
    title: 'form= outside the form',
    markup: '<input name="b" value="2">',
    outside:
      '<input name="a" value="1" form="form"><input name="c" value="3"><select name="d" form="form"><option>4</select>',
  },
  {
    title: 'form= of another form inside',
    markup: '<input name="a" value="1" form="other">',
    outside: '<form id="other"></form>',
  },
  {
    title: 'the button',
    markup: '<button id="it" name="b" value="go">Go</button>',
    submit: (page) => page.click('#it'),
  },
  {
    title: 'a button without a value',
    markup: '<button id="it" name="b">Go</button>',
    submit: (page) => page.click('#it'),
  },
  {
    title: 'an input[type=submit] without a value',
    markup: '<input id="it" type="submit" name="b">',
    submit: (page) => page.click('#it'),
  },
  {
    title: 'the button of two that was used, between the fields',
    markup:
      '<input name="a" value="1"><button name="b" value="x">x</button><button id="it" name="b" value="y">y</button><input name="c" value="2">',
    submit: (page) => page.click('#it'),
  },
  {
    title: 'a button of the same name as a field',
    markup: '<input name="b" value="1"><button id="it" name="b" value="2">x</button>',
    submit: (page) => page.click('#it'),
  },
  {
    title: 'a button outside the form',
    markup: '<input name="a" value="1">',
    outside: '<button id="it" form="form" name="b" value="2">x</button>',
    submit: (page) => page.click('#it'),
  },
  {
    title: 'Enter, which uses the first button',
    markup: '<input id="field" name="a"><button name="b" value="2">x</button>',
    submit: (page) => page.press('#field', 'Enter'),
  },
  {
    title: 'an image button',
    markup: '<input id="it" type="image" name="b" value="v" width="50" height="20" alt="x">',
    submit: (page) => page.click('#it', { position: { x: 7, y: 9 } }),
  },
  {
    title: 'an image button without a name',
    markup: '<input id="it" type="image" width="50" height="20" alt="x">',
    submit: (page) => page.click('#it', { position: { x: 7, y: 9 } }),
  },
  {
    title: 'an image button by the keyboard',
    markup: '<input id="it" type="image" name="b" width="50" height="20" alt="x">',
    submit: (page) => page.press('#it', 'Enter'),
  },
  { title: 'an image button that is not used', markup: '<input type="image" name="b" width="50" height="20" alt="x">' },
  {
    title: 'an empty file field',
    arrays: ['b'],
    markup: '<input type="file" name="a"><input type="file" name="b[]" multiple>',
  },
  {
    title: 'one file',
    markup: '<input type="file" name="a">',
    before: (page) => page.setInputFiles('[name=a]', pngFile),
  },
  {
    title: 'one file of a field for many',
    markup: '<input type="file" name="a" multiple>',
    before: (page) => page.setInputFiles('[name=a]', pngFile),
  },
  {
    title: 'two files',
    arrays: ['b'],
    markup: '<input type="file" name="a" multiple><input type="file" name="b[]" multiple>',
    before: async (page) => {
      const files = [pngFile, { name: '2.txt', mimeType: 'text/plain', buffer: Buffer.from('two') }]
      await page.setInputFiles('[name=a]', files)
      await page.setInputFiles('[name="b[]"]', [pngFile])
    },
  },
  {
    title: 'an empty file',
    markup: '<input type="file" name="a">',
    before: (page) =>
      page.setInputFiles('[name=a]', { name: 'e.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }),
  },
  { title: 'a disabled file field', markup: '<input type="file" name="a" disabled>' },
  { title: 'a custom element with a value', markup: '<x-text name="a"></x-text>' },
  { title: 'a custom element with entries of its own', markup: '<x-entries name="a"></x-entries>' },
  {
    title: 'a custom element without a value, and one without a name',
    markup: '<x-none name="a"></x-none><x-text></x-text>',
  },
  { title: 'a disabled custom element', markup: '<x-text name="a" disabled></x-text>' },
  {
    title: 'a custom element called name[]',
    arrays: ['a'],
    markup: '<x-text name="a[]"></x-text>',
  },
  {
    title: 'entries that a formdata listener adds',
    markup: '<input name="a" value="1">',
    before: (page) =>
      page.$eval('form', (form) => form.addEventListener('formdata', ({ formData }) => formData.append('b', 'added'))),
  },
  {
    title: 'controls called action, method, submit and id',
    markup:
      '<input name="action" value="1"><input name="method" value="2"><input name="submit" value="4"><input name="id" value="5">',
  },
  { title: 'a control called elements', markup: '<input name="elements" value="3"><input name="length" value="9">' },
  {
    title: 'a lone surrogate',
    markup: '<input name="a">',
    before: (page) => page.$eval('[name=a]', (el) => Object.assign(el, { value: 'x\ud800y' })),
  },
]

const elements = `
for (const [name, value] of [['x-text', () => 'text'], ['x-entries', () => { const data = new FormData(); data.append('one', '1'); data.append('two', '2'); return data }], ['x-none', () => null]]) {
  customElements.define(name, class extends HTMLElement {
    static formAssociated = true
    constructor() { super(); this.attachInternals().setFormValue(value()) }
  })
}`

/** What the browser by itself submits, and what the plugin gives to the action. */
async function both({ markup, outside = '', before, submit = (page) => page.click('#submit') }: Case) {
  let natively: Record<string, unknown> = {}
  let given: unknown
  const note = action(async (_ctx, input) => {
    given = await readable(input)
  })
  const routes = (router: Router) =>
    void router.post('/native', async (ctx) => {
      natively = (await readable(await entriesOf(ctx))) as Record<string, unknown>
      ctx.body = '<link rel="icon" href="data:,">'
    })
  const form = (attributes: string) =>
    `<form id="form" method="post" enctype="multipart/form-data" ${attributes}>${markup}<button id="submit">Submit</button></form>${outside}`
  const app = (body: string) => open({ body, routes, actions: { note }, script: elements })
  const run = async ({ page }: { page: Page }) => {
    await before?.(page)
    await submit(page)
  }
  const native = await app(`${form('action="/native"').replace('<form', '<form novalidate')}`)
  await run(native)
  await native.page.waitForURL('**/native')
  const ours = await app(`<div x-data>${form('x-action="note" novalidate')}</div>`)
  await run(ours)
  await expect.poll(() => given, { timeout: 5000 }).toBeDefined()
  return { natively, given }
}

/** The entries of a form that was sent, by a parser that is not ours, and grouped as WIRE says. */
async function entriesOf(ctx: Koa.Context): Promise<Record<string, unknown>> {
  const response = new Response(await buffer(ctx.req), { headers: { 'Content-Type': ctx.get('Content-Type') } })
  const entries = [...(await response.formData())]
  return group(entries.filter(([, value]) => typeof value === 'string' || value.name))
}

/** Files as text. */
async function readable(value: unknown): Promise<unknown> {
  if (value instanceof File) return `${value.name} ${value.type} ${await value.text()}`
  if (Array.isArray(value)) return Promise.all(value.map(readable))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(async ([key, each]) => [key, await readable(each)])
  return Object.fromEntries(await Promise.all(entries))
}

describe('the plugin sends what the browser would', () => {
  for (const each of cases) {
    test(each.title, async () => {
      const { natively, given } = await both(each)
      for (const name of each.arrays ?? []) natively[name] = [natively[name] ?? []].flat()
      expect(given).toEqual(natively)
    })
  }
})

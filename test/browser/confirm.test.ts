import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { action } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { idle, noting } from './page.js'

const open = useApp()

const asking: [title: string, body: string, input: object][] = [
  [
    'a submit button',
    '<form x-action="note"><input name="a" value="1"><button id="it" x-confirm="Really?">go</button></form>',
    { a: '1' },
  ],
  [
    'a form',
    '<form x-action="note" x-confirm="Really?"><input name="a" value="1"><button id="it">go</button></form>',
    { a: '1' },
  ],
  ['a link', '<a href="/else" id="it" x-action="note" x-confirm="Really?">go</a>', {}],
  ['any element', '<p id="it" x-action="note" x-confirm="Really?">go</p>', {}],
]

async function openNoting(body: string, options: Partial<AppOptions> = {}) {
  const { note, notes } = noting()
  const prompts: unknown[] = []
  const app = await open({
    body: `<main id="root" x-data>${body}</main>`,
    actions: {
      note,
      prompt: action((ctx) => void prompts.push(decodeURIComponent(ctx.get('Hyper-Prompt')))),
    },
    ...options,
  })
  return { ...app, notes, prompts }
}

const opened = (page: Page) => page.waitForSelector('dialog[open]')
const closed = (page: Page) => page.waitForSelector('dialog', { state: 'detached' })

describe.each(asking)('x-confirm on %s', (_title, body, input) => {
  test('asks, and a yes makes the call', async () => {
    const { page, notes, url } = await openNoting(body)
    await page.click('#it')
    await opened(page)
    expect(await page.textContent('dialog p')).toBe('Really?')
    expect(notes).toEqual([])
    expect(await page.locator('[aria-busy], [aria-disabled]').count()).toBe(0)
    await page.click('dialog button >> text=OK')
    await expect.poll(() => notes.map((each) => each.input)).toEqual([input])
    expect(page.url()).toBe(`${url}/`)
    await idle(page)
    expect(await page.locator('dialog').count()).toBe(0)
  })

  test('a no sends nothing and leaves nothing busy', async () => {
    const { page, notes } = await openNoting(body)
    for (const refuse of [() => page.click('dialog button >> text=Cancel'), () => page.keyboard.press('Escape')]) {
      await page.click('#it')
      await opened(page)
      await refuse()
      await closed(page)
    }
    expect(notes).toEqual([])
    expect(await page.locator('[aria-busy], [data-loading], [aria-disabled], dialog').count()).toBe(0)
  })
})

test('two quick clicks ask once', async () => {
  const { page, notes } = await openNoting('<button id="it" x-action="note" x-confirm="Really?">go</button>')
  await page.evaluate(() => {
    const button = document.querySelector<HTMLElement>('#it')
    button?.click()
    button?.click()
  })
  await opened(page)
  await page.click('dialog button >> text=OK')
  await expect.poll(() => notes).toHaveLength(1)
  await closed(page)
  await idle(page)
  await page.click('#it')
  await opened(page)
  await page.keyboard.press('Enter')
  await expect.poll(() => notes).toHaveLength(2)
})

test('the dialog has the focus while it is open, and gives it back', async () => {
  const { page } = await openNoting(
    '<button id="it" x-action="note" x-confirm="Really?" data-yes="Ja" data-no="Nein">go</button>',
  )
  await page.focus('#it')
  await page.keyboard.press('Enter')
  await opened(page)
  expect(await page.locator('dialog button').allTextContents()).toEqual(['Ja', 'Nein'])
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Ja')
  expect(await page.getAttribute('dialog', 'role')).toBe('alertdialog')
  expect(await page.getAttribute('dialog', 'aria-label')).toBe('Really?')
  await page.keyboard.press('Escape')
  await closed(page)
  expect(await page.evaluate('document.activeElement.id')).toBe('it')
})

test('the question is text', async () => {
  const { page } = await openNoting(
    '<button id="it" x-action="note" x-confirm="&lt;b x-text=`1`&gt;Really?&lt;/b&gt;">go</button>',
  )
  await page.click('#it')
  await opened(page)
  expect(await page.textContent('dialog p')).toBe('<b x-text=`1`>Really?</b>')
  await page.keyboard.press('Escape')
  await closed(page)
})

test('x-confirm.prompt sends what was typed, of any script', async () => {
  const { page, prompts } = await openNoting('<button id="it" x-action="prompt" x-confirm.prompt="Name?">go</button>')
  for (const name of ['Zoë 50% 😀,;"', '']) {
    await page.click('#it')
    await opened(page)
    await page.fill('dialog input', name)
    await page.press('dialog input', 'Enter')
    await expect.poll(() => prompts.at(-1)).toBe(name)
    await idle(page)
  }
  expect(prompts).toHaveLength(2)
})

test('fields and rows are what they were at the event', async () => {
  const { page, notes } = await openNoting(
    `<div id="rows" x-data="{ rows: [{ id: 1 }, { id: 2 }] }"><template x-for="row in rows">
      <form x-action="note({ id: row.id })" x-confirm="Really?"><input name="a" value="1"><button>go</button></form></template></div>`,
  )
  await page.click('form button')
  await opened(page)
  await page.evaluate(() => {
    for (const field of document.querySelectorAll('input')) field.value = '2'
  })
  await page.evaluate('Alpine.$data(document.getElementById("rows")).rows.shift()')
  await page.click('dialog button >> text=OK')
  await expect.poll(() => notes.map((each) => each.input)).toEqual([{ a: '1', id: 1 }])
  await idle(page)
})

test.each([
  ['window.confirm', '(question, options) => confirm(question + options.source.id + options.prompt)', true],
  ['a promise of nothing', 'async () => undefined', false],
  ['window.prompt', '(question) => prompt(question)', true],
])('createHyper({ confirm }) asks in the way of the application: %s', async (_title, confirm, sent) => {
  const { page, notes } = await openNoting('<button id="it" x-action="note" x-confirm="Really?">go</button>', {
    script: `window.confirmBy = ${confirm}`,
    plugin: 'confirm: (...given) => window.confirmBy(...given)',
  })
  if (sent) page.once('dialog', (dialog) => dialog.accept('x'))
  await page.click('#it')
  if (sent) await expect.poll(() => notes).toHaveLength(1)
  await idle(page)
  expect(notes).toHaveLength(sent ? 1 : 0)
  expect(await page.locator('dialog').count()).toBe(0)
})

test('works under the CSP build', async () => {
  const { page, notes } = await openNoting('<button id="it" x-action="note" x-confirm="Really?">go</button>', {
    alpine: 'csp',
  })
  await page.click('#it')
  await opened(page)
  await page.click('dialog button >> text=OK')
  await expect.poll(() => notes).toHaveLength(1)
})

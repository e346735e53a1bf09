import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { useDemo, type Visit } from './demo.js'
import { idle } from './page.js'

const demo = useDemo()

/** The board as it is on the first day. */
const visit = async (options: Visit = {}) => (await demo.visit('/board', options)).page

const card = (page: Page, title: string) => page.getByRole('listitem').filter({ hasText: title })
const path = (page: Page) => card(page, 'Clear the upper path')
const news = (page: Page) => page.locator('.news').first()
const dialog = (page: Page) => page.getByRole('dialog', { name: 'The board in numbers' })
const jumpTo = (page: Page) => page.getByRole('link', { name: /^(To do|Under way|Done) \d$/ })

/** The titles in a column, from top to bottom. */
const titles = (page: Page, column: string) =>
  page.getByRole('region', { name: column }).getByRole('heading', { level: 3 }).allTextContents()

/** Has the server render the board, without moving the focus. The first time, the path comes under way. */
async function rerender(page: Page): Promise<void> {
  const before = await news(page).textContent()
  await page
    .getByRole('button', { name: 'Re-render everything on', includeHidden: true })
    .evaluate((el: HTMLElement) => {
      el.click()
    })
  await expect.poll(() => news(page).textContent()).not.toBe(before)
  await idle(page)
}

const usePlainIdiomorph = (page: Page) => page.getByRole('switch', { name: 'Plain idiomorph' }).check()

describe.each(['csp', 'standard'] as const)('with the %s build of Alpine', (alpine) => {
  test('what the server changed is changed, and marked as the latest', async () => {
    const page = await visit({ alpine })
    expect(await titles(page, 'Under way')).toEqual(['Sweep the chimney', 'Mend the water pipe', 'Paint the shutters'])
    await page.getByRole('button', { name: 'Re-render everything on the server' }).click()
    await expect
      .poll(() => titles(page, 'Under way'))
      .toEqual(['Clear the upper path', 'Sweep the chimney', 'Mend the water pipe', 'Paint the shutters'])
    expect(await titles(page, 'To do')).toEqual(['Carry up the flour'])
    expect(await news(page).textContent()).toBe('Change 1: Clear the upper path, 1 of 3 steps.')
    expect(await page.locator('.latest').getByRole('heading').allTextContents()).toEqual(['Clear the upper path'])

    await page.getByRole('button', { name: 'Start over Air the blankets' }).click()
    await expect.poll(() => titles(page, 'To do')).toEqual(['Air the blankets', 'Carry up the flour'])
    await page.getByText('Nothing here.').last().waitFor()
  })

  test('a half-typed note keeps its text, the caret and the focus, though its card moves', async () => {
    const page = await visit({ alpine })
    const note = path(page).getByLabel('Note', { exact: true })
    await path(page).locator('summary').click()
    await note.fill('Take the long saw')
    await note.evaluate((el: HTMLInputElement) => el.setSelectionRange(5, 8))
    await rerender(page)
    expect(await titles(page, 'Under way')).toContain('Clear the upper path')
    await page.keyboard.type('a')
    expect(await note.inputValue()).toBe('Take a long saw')
  })

  test('opened notes, picks, helpers and names stay as they are', async () => {
    const page = await visit({ alpine })
    for (const title of ['Clear the upper path', 'Mend the water pipe']) await make(page, title)
    await rerender(page)
    await rerender(page)
    await rerender(page)
    expect(await news(page).textContent()).toBe('Change 3: Mend the water pipe, 2 of 3 steps.')
    for (const title of ['Clear the upper path', 'Mend the water pipe']) {
      expect(await made(page, title)).toEqual({
        open: 1,
        picked: 'true',
        badges: 1,
        people: 2,
        helpers: '2',
        name: 'Ada',
      })
    }
  })

  test('the dialog and the list of “Jump to” stay open, with the new numbers in them', async () => {
    const page = await visit({ alpine })
    await page.getByRole('button', { name: 'Jump to' }).click()
    await expect.poll(() => jumpTo(page).allTextContents()).toEqual(['To do 2', 'Under way 3', 'Done 1'])
    await rerender(page)
    expect(await jumpTo(page).allTextContents()).toEqual(['To do 1', 'Under way 4', 'Done 1'])

    await page.getByRole('button', { name: 'Numbers' }).click()
    await dialog(page).getByRole('button', { name: 'Re-render everything' }).click()
    await expect.poll(() => dialog(page).getByRole('definition').allTextContents()).toEqual(['1', '3', '2'])
    expect(await dialog(page).evaluate((el) => el.matches(':modal'))).toBe(true)
    await dialog(page).getByRole('button', { name: 'Close' }).click()
    expect(await jumpTo(page).count()).toBe(3)
    await page.keyboard.press('Escape')
    await expect.poll(() => jumpTo(page).count()).toBe(0)
  })

  test('the walker walks on: it is the same animation, and it did not start anew', async () => {
    const page = await visit({ alpine })
    const walk = await page.locator('.walking').evaluateHandle((el) => el.getAnimations()[0])
    const startTime = () => walk.evaluate((animation) => animation?.startTime)
    await expect.poll(startTime).toBeGreaterThan(0)
    const before = await startTime()
    await rerender(page)
    expect(await startTime()).toBe(before)
    const isSame = (animation?: Animation) => document.querySelector('.walker')?.getAnimations()[0] === animation
    expect(await walk.evaluate(isSame)).toBe(true)
    expect(await walk.evaluate((animation) => animation?.playState)).toBe('running')

    await page.getByRole('button', { name: 'Rest' }).click()
    await rerender(page)
    expect(await page.locator('.walking').count()).toBe(0)
  })

  test('a note is saved with Enter, and the name is there for the next one', async () => {
    const page = await visit({ alpine })
    await path(page).locator('summary').click()
    await path(page).getByLabel('Your name').fill('Ada')
    const note = path(page).getByLabel('Note', { exact: true })
    await note.fill('The saw is <b>blunt</b>')
    await note.press('Enter')
    await path(page).getByText('Written by Ada.').waitFor()
    expect(await path(page).locator('q').textContent()).toBe('The saw is <b>blunt</b>')
    expect(await note.evaluate((el) => el === document.activeElement)).toBe(true)
    expect(await path(page).getByLabel('Your name').inputValue()).toBe('Ada')
    await page.reload()
    expect(await path(page).locator('q').textContent()).toBe('The saw is <b>blunt</b>')
  })

  test('the re-rendering in three seconds leaves time to type on', async () => {
    const page = await visit({ alpine })
    await path(page).locator('summary').click()
    await page.getByRole('button', { name: 'In three seconds' }).click()
    await path(page).getByLabel('Note', { exact: true }).focus()
    await page.keyboard.type('Take the ')
    await expect.poll(() => news(page).textContent()).toContain('Change 1')
    await page.keyboard.type('saw')
    expect(await path(page).getByLabel('Note', { exact: true }).inputValue()).toBe('Take the saw')
  })

  test('plain idiomorph empties fields, folds notes up, and shows less than Alpine still has', async () => {
    const page = await visit({ alpine })
    await usePlainIdiomorph(page)
    await make(page, 'Clear the upper path')
    await path(page).getByLabel('Note', { exact: true }).fill('Take the long saw')
    await rerender(page)
    expect(await path(page).getByLabel('Note', { exact: true }).inputValue()).toBe('')
    expect(await made(page, 'Clear the upper path')).toEqual({
      open: 0,
      picked: 'false',
      badges: 0,
      people: 0,
      helpers: '0',
      name: '',
    })
    await path(page).getByRole('button', { name: 'One more' }).click()
    await expect.poll(() => path(page).getByRole('status').textContent()).toBe('3')
  })

  test('plain idiomorph stops the walker, takes the list of “Jump to” away and leaves a blocked page', async () => {
    const page = await visit({ alpine })
    await usePlainIdiomorph(page)
    const walk = await page.locator('.walking').evaluateHandle((el) => el.getAnimations()[0])
    await page.getByRole('button', { name: 'Jump to' }).click()
    await page.getByRole('button', { name: 'Numbers' }).click()
    await rerender(page)
    expect(await walk.evaluate((animation) => animation?.playState)).toBe('idle')
    expect(await jumpTo(page).count()).toBe(0)
    expect(await page.locator('#jump-list').count()).toBe(0)
    expect(await dialog(page).count()).toBe(0)
    expect(await page.locator('dialog').evaluate((el) => el.matches(':modal'))).toBe(true)
  })
})

/** Opens the note of a card, picks it, counts two helpers, and writes a name. */
async function make(page: Page, title: string): Promise<void> {
  await card(page, title).locator('summary').click()
  await card(page, title).getByRole('checkbox').click()
  await card(page, title).getByRole('button', { name: 'One more' }).dblclick()
  await card(page, title).getByLabel('Your name').fill('Ada')
  await expect.poll(() => card(page, title).locator('.people i').count()).toBe(2)
}

/** What is left of it. */
async function made(page: Page, title: string) {
  return {
    open: await card(page, title).locator('details[open]').count(),
    picked: await card(page, title).getByRole('checkbox').getAttribute('aria-checked'),
    badges: await card(page, title).getByText('Yours').count(),
    people: await card(page, title).locator('.people i').count(),
    helpers: await card(page, title).getByRole('status').textContent(),
    name: await card(page, title).locator('[x-model=name]').inputValue(),
  }
}

test('without JavaScript, cards move on and notes are saved, a page at a time', async () => {
  const page = await visit({ javaScriptEnabled: false })
  const answer = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.getByRole('button', { name: 'Re-render everything on the server' }).click()
  expect((await answer).status()).toBe(303)
  await page.getByText('Change 1: Clear the upper path, 1 of 3 steps.').first().waitFor()
  await path(page).getByRole('button', { name: 'Move on' }).click()
  await page.getByText('Change 2: Clear the upper path, 2 of 3 steps.').first().waitFor()
  await path(page).locator('summary').click()
  await path(page).getByLabel('Note', { exact: true }).fill('Take the long saw')
  await path(page).getByLabel('Your name').fill('Ada')
  await path(page).getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => path(page).locator('q').textContent()).toBe('Take the long saw')
  expect(new URL(page.url()).pathname).toBe('/board')
})

test('looking at the board changes nothing', async () => {
  const page = await visit()
  for (const url of ['/board', '/board?_action=rerender']) await page.goto(url)
  expect(await news(page).textContent()).toBe('Nothing has changed yet.')
})

test('where motion is to be reduced, the walker stays and needs no rest', async () => {
  const page = await visit({ reducedMotion: 'reduce' })
  await page.locator('.walking').waitFor({ state: 'attached' })
  expect(await page.locator('.walking').evaluate((el) => el.getAnimations().length)).toBe(0)
  expect(await page.getByRole('button', { name: 'Rest' }).count()).toBe(0)
})

import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { useDemo } from './demo.js'
import { gate } from './page.js'

const { visit } = useDemo()

const field = (page: Page) => page.getByRole('searchbox')
const hits = (page: Page) => page.locator('.hits').textContent()
const names = (page: Page) =>
  page.locator('.name').evaluateAll((all) => all.map((el) => el.firstElementChild?.textContent))
const seeHits = (page: Page, text: string) => expect.poll(() => hits(page)).toBe(text)

describe.each(['csp', 'standard'] as const)('with the %s build of Alpine', (alpine) => {
  test('what is typed is found, marked and counted', async () => {
    const { page } = await visit('/search', { alpine })
    await seeHits(page, 'The highest 30 of 5,000 places')
    await field(page).pressSequentially('larch')
    await page.waitForURL('/search?query=larch')
    await expect.poll(() => hits(page)).toMatch(/^The first 30 of \d\d places$/)
    expect(new Set(await names(page))).toEqual(new Set(['Lärch']))

    await field(page).pressSequentially(' eng')
    await seeHits(page, '3 places')
    expect(await page.locator('mark').allTextContents()).toEqual(['Lärch', 'Eng', 'Lärch', 'Eng', 'Lärch', 'Eng'])
    await field(page).fill('')
    await seeHits(page, 'The highest 30 of 5,000 places')
  })

  test('the query is in the address, for a reload and without another entry in the history', async () => {
    const { page } = await visit('/search', { alpine })
    const length = await page.evaluate(() => history.length)
    await field(page).pressSequentially('larch eng')
    await page.waitForURL('/search?query=larch+eng')
    expect(await page.evaluate(() => history.length)).toBe(length)
    await page.reload()
    expect(await field(page).inputValue()).toBe('larch eng')
    await seeHits(page, '3 places')
    await field(page).fill('')
    await page.waitForURL('/search')
  })

  test('a place that was opened stays open while it is found, and the field keeps the focus', async () => {
    const { page } = await visit('/search', { alpine })
    await field(page).pressSequentially('larch')
    await page.waitForURL('/search?query=larch')
    await expect.poll(() => hits(page)).toMatch(/^The first 30/)
    const place = page.getByRole('listitem').first()
    const id = await place.getAttribute('id')
    const region = (await place.locator('small').textContent())?.split(' · ')[1] ?? ''
    await place.locator('summary').click()
    expect(await place.locator('p').isVisible()).toBe(true)
    await field(page).focus()
    await page.keyboard.press('End')
    await page.keyboard.type(` ${region.slice(0, 4)}`)
    await expect.poll(() => hits(page)).toMatch(/^\d place/)
    expect(await page.locator('[open]').evaluateAll((all) => all.map((el) => el.parentElement?.id))).toEqual([id])
    expect(await field(page).evaluate((el) => el === document.activeElement)).toBe(true)
  })

  test('the arrow keys go down to the results and back up', async () => {
    const { page } = await visit('/search?query=larch', { alpine })
    const focused = () => page.evaluate(() => document.activeElement?.closest('li')?.id ?? document.activeElement?.id)
    const [first, second] = await page.getByRole('listitem').evaluateAll((all) => all.map((el) => el.id))
    await field(page).focus()
    for (const expected of [first, second]) {
      await page.keyboard.press('ArrowDown')
      expect(await focused()).toBe(expected)
    }
    await page.keyboard.press('Enter')
    expect(await page.locator(`#${second} p`).isVisible()).toBe(true)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    expect(await focused()).toBe('query')
  })

  test('Enter searches at once, and leaves one answer', async () => {
    const { page } = await visit('/search', { alpine })
    await field(page).fill('larch eng')
    await page.keyboard.press('Enter')
    await seeHits(page, '3 places')
    await page.waitForURL('/search?query=larch+eng')
  })

  test('what is not there is said, and punctuation is no query language', async () => {
    const { page } = await visit('/search', { alpine })
    await field(page).fill('qqq')
    await seeHits(page, '0 places')
    expect(await page.getByText('Nothing begins like that. Try fewer letters.', { exact: true }).isVisible()).toBe(true)
    await field(page).fill('"larch* OR (')
    await seeHits(page, '0 places')
    await field(page).fill('" * ( -')
    await expect.poll(() => hits(page)).toMatch(/30 of 5,000 places$/)
  })

  test('an answer that keeps one waiting is announced by a line', async () => {
    const { page } = await visit('/search', { alpine })
    const answer = gate()
    await page.route(/_data/, async (route) => {
      await answer.opened
      await route.continue()
    })
    expect(await page.locator('.looking').isVisible()).toBe(false)
    await field(page).fill('larch')
    await expect.poll(() => page.locator('.looking').isVisible()).toBe(true)
    answer.open()
    await expect.poll(() => page.locator('.looking').isVisible()).toBe(false)
  })
})

test('the places are the same in every database', async () => {
  const one = await visit('/search?query=larch')
  const other = await visit('/search?query=larch')
  expect(await one.page.locator('.places').textContent()).toBe(await other.page.locator('.places').textContent())
})

test('without JavaScript, a button searches', async () => {
  const { page } = await visit('/search', { javaScriptEnabled: false })
  await field(page).fill('larch eng')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.waitForURL('/search?query=larch+eng')
  await seeHits(page, '3 places')
  expect(await field(page).inputValue()).toBe('larch eng')
})

test('at 390 pixels, the header is one row, and the page that is shown is in sight', async () => {
  const { page } = await visit('/search', { viewport: { width: 390, height: 844 } })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect((await page.locator('.site').boundingBox())?.height).toBeLessThan(60)
  for (const name of ['Counter', 'Board', 'Waiting']) {
    await page.getByRole('navigation').getByRole('link', { name }).click()
    const box = await page.getByRole('link', { name }).boundingBox()
    expect(box?.x).toBeGreaterThan(40)
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390)
  }
})

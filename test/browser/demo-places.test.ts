import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { useDemo } from './demo.js'

const { visit } = useDemo()

const hits = (page: Page) => page.locator('.hits').textContent()
const seeHits = (page: Page, text: string) => expect.poll(() => hits(page)).toBe(text)
const first = (page: Page) => page.locator('tbody tr').first().locator('a').textContent()
const head = (page: Page, name: string) => page.getByRole('columnheader', { name }).getByRole('link')
const seeHeading = (page: Page, text: string) =>
  page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor()

/** What a page load would take away. */
const mark = (page: Page) => page.evaluate('window.isSame = true')
const isSame = (page: Page) => page.evaluate('window.isSame === true')

describe.each(['csp', 'standard'] as const)('with the %s build of Alpine', (alpine) => {
  test('sorting, filtering and leafing are in the address, and back leads through them', async () => {
    const { page } = await visit('/places', { alpine })
    await mark(page)
    await seeHits(page, '1 to 20 of 5,000')
    await head(page, 'Name').click()
    await page.waitForURL('/places?sort=name&order=up')
    await expect.poll(() => first(page)).toMatch(/^A/)
    const name = await first(page)
    await page.getByRole('link', { name: 'After' }).click()
    await page.waitForURL('/places?sort=name&order=up&page=2#places')
    await seeHits(page, '21 to 40 of 5,000')
    await page.getByLabel('Kind').selectOption('Lake')
    await page.waitForURL(/kind=Lake/)
    await expect.poll(() => page.locator('tbody td:nth-child(2)').allTextContents()).toEqual(Array(20).fill('Lake'))

    await page.goBack()
    await seeHits(page, '21 to 40 of 5,000')
    await expect.poll(() => page.getByLabel('Kind').inputValue()).toBe('')
    await page.goBack()
    await seeHits(page, '1 to 20 of 5,000')
    expect(await first(page)).toBe(name)
    await page.goForward()
    await seeHits(page, '21 to 40 of 5,000')
    expect(await isSame(page)).toBe(true)
  })

  test('a place has a page of its own, of which another place knows nothing', async () => {
    const { page } = await visit('/places', { alpine })
    await mark(page)
    const name = (await first(page)) ?? ''
    await page.locator('tbody a').first().click()
    await seeHeading(page, name)
    await page.waitForFunction((name) => document.title === `${name} · alpine-hyper`, name)
    await page.getByLabel('What you think of it').fill('Cold')
    await page.getByText('4 characters').waitFor()
    const other = page.locator('.near a').first()
    const next = (await other.evaluate((el) => el.firstChild?.textContent?.trim())) ?? ''
    await other.click()
    await seeHeading(page, next)
    expect(await page.getByLabel('What you think of it').inputValue()).toBe('')

    await page.goBack()
    await seeHeading(page, name)
    await expect.poll(() => page.getByLabel('What you think of it').inputValue()).toBe('Cold')
    expect(await isSame(page)).toBe(true)
  })
})

test('the document goes on from page to page: its clock, its links, its title', async () => {
  const { page } = await visit('/')
  await mark(page)
  const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link')
  const names = (await links.allTextContents()).filter((name) => name !== 'Counter')
  for (const [index, name] of names.entries()) {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
    await expect
      .poll(() => page.locator('#document').textContent())
      .toMatch(new RegExp(`shown\\s+${index + 2}\\s+pages`))
    expect(await page.locator('.pages [aria-current=page]').allTextContents()).toEqual([name])
  }
  expect(await isSame(page)).toBe(true)
})

test('without JavaScript, the table is sorted, filtered and leafed through a page at a time', async () => {
  const { page } = await visit('/places', { javaScriptEnabled: false })
  await head(page, 'Name').click()
  await page.waitForURL('/places?sort=name&order=up')
  await page.getByRole('link', { name: 'After' }).click()
  await seeHits(page, '21 to 40 of 5,000')
  await page.getByLabel('Kind').selectOption('Lake')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.waitForURL(/kind=Lake/)
  await page.locator('tbody a').first().click()
  await page.getByRole('link', { name: 'All places' }).click()
  await seeHits(page, '1 to 20 of 5,000')
})

test('an address that is none of ours shows what it can', async () => {
  const { page } = await visit('/places?kind=%3Cb%3E&region=x&sort=rowid%3Bdrop&order=sideways&page=9999')
  await seeHits(page, '4,981 to 5,000 of 5,000')
})

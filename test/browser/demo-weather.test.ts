import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { useDemo } from './demo.js'

const { visit, visitWith } = useDemo()

const readings = async (page: Page) => Number(await page.locator('.hint b').first().textContent())
const unit = (page: Page) => page.locator('.instruments dd span').first().textContent()

test.each(['csp', 'standard'] as const)(
  'the server changes the numbers of an open page (%s Alpine)',
  async (alpine) => {
    const { page } = await visit('/weather', { alpine })
    await expect.poll(() => readings(page)).toBeGreaterThan(1)
  },
)

test('each page has a state of its own', async () => {
  const { page, url } = await visit('/weather')
  const other = await visitWith(url, '/weather')
  await expect.poll(() => readings(page)).toBeGreaterThan(0)
  await expect.poll(() => readings(other)).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Celsius or Fahrenheit' }).click()
  await expect.poll(() => unit(page)).toBe('F')
  expect(await unit(other)).toBe('C')
})

test('a page that lost its connection for a while goes on with its own state', async () => {
  const { page } = await visit('/weather')
  await page.getByRole('button', { name: 'Celsius or Fahrenheit' }).click()
  await expect.poll(() => unit(page)).toBe('F')
  await expect.poll(() => readings(page)).toBeGreaterThan(0)
  const before = await readings(page)
  await page.context().setOffline(true)
  await page.waitForFunction('!navigator.onLine')
  await page.context().setOffline(false)
  await expect.poll(() => readings(page)).toBeGreaterThan(before)
  expect(await unit(page)).toBe('F')
})

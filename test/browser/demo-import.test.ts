import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { useDemo } from './demo.js'

const { visit, serve, temporaryFolder } = useDemo()

const button = (page: Page, name: string) => page.getByRole('button', { name })
const rows = (page: Page) => page.locator('#log li').evaluateAll((all) => all.map((el) => Number(el.id.split('-')[1])))
const all = Array.from({ length: 200 }, (_, index) => 200 - index)

describe.each(['csp', 'standard'] as const)('with the %s build of Alpine', (alpine) => {
  test('an import is watched to its end, whatever is cut: no entry is missing, and none comes twice', async () => {
    const { page } = await visit('/import', { alpine, expectErrors: /ERR_/ })
    await button(page, 'Read the guest book').click()
    for (const n of [20, 60, 100]) {
      await page.locator(`#guest-${n}`).waitFor()
      await button(page, 'Cut the connection').click()
    }
    expect(await page.getByRole('progressbar').evaluate((el: HTMLProgressElement) => el.value)).toBeGreaterThan(0.4)
    await page.getByRole('status').getByText('gone on').waitFor()
    await page.getByText('All 200 entries are in.').first().waitFor()
    expect(await rows(page)).toEqual(all)
  })

  test('it can be stopped, and what is under way is watched by a page that comes later', async () => {
    const { page } = await visit('/import', { alpine })
    await button(page, 'Read the guest book').click()
    await page.locator('#guest-10').waitFor()
    await page.reload()
    expect((await rows(page)).length).toBeGreaterThanOrEqual(10)
    const n = (await rows(page))[0] ?? 0
    await page.locator(`#guest-${n + 10}`).waitFor()
    await button(page, 'Stop').click()
    await page.getByText('The import was stopped.').first().waitFor()
    const seen = await rows(page)
    expect(seen).toEqual(all.slice(-seen.length))
  })
})

test('a server that is started again goes on, and so does the page', async () => {
  const folder = temporaryFolder()
  const { page, url, stop } = await visit('/import', { folder, expectErrors: /ERR_/ })
  await button(page, 'Read the guest book').click()
  await page.locator('#guest-10').waitFor()
  await stop()
  await serve({ folder, port: Number(new URL(url).port) })
  await page.getByText('All 200 entries are in.').first().waitFor()
  expect(await rows(page)).toEqual(all)
})

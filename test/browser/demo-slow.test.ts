import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { useDemo } from './demo.js'

const { visit } = useDemo()

const panel = (page: Page, name: string) => page.getByRole('region', { name })
const climb = (page: Page) => panel(page, 'A long climb')
const bar = (page: Page) => climb(page).getByRole('progressbar')
const value = (page: Page) => bar(page).evaluate((el: HTMLProgressElement) => el.value)
const log = (page: Page) =>
  page.locator('.log li').evaluateAll((all) => all.map((el) => el.textContent?.replace(/\s+/g, ' ').trim()))
const says = (page: Page, text: string) => panel(page, 'Too long').getByText(text).waitFor()

describe.each(['csp', 'standard'] as const)('with the %s build of Alpine', (alpine) => {
  test('steps show before the last one is made', async () => {
    const { page } = await visit('/waiting', { alpine })
    const seen = page.evaluate(() => {
      const bar = document.querySelector('progress') as HTMLProgressElement
      const values = [bar.value]
      return new Promise<number[]>((resolve) => {
        new MutationObserver(() => {
          values.push(bar.value)
          if (bar.value === bar.max) resolve(values)
        }).observe(bar, { attributes: true })
      })
    })
    await climb(page).getByRole('button', { name: 'Climb' }).click()
    const values = await seen
    expect(values).toEqual([...values].sort((a, b) => a - b))
    // a page that is held up shows some of them together, but never all
    expect(new Set(values).size).toBeGreaterThan(2)
    await page.getByText('At the top.').first().waitFor()
    expect(await log(page)).toEqual(['Climb 1, step 8 of 8 at the top'])
  })

  test('a cancel stops the page and the server', async () => {
    const { page } = await visit('/waiting', { alpine })
    const cancel = climb(page).getByRole('button', { name: 'Cancel' })
    expect(await cancel.isDisabled()).toBe(true)
    await climb(page).getByRole('button', { name: 'Climb' }).click()
    await expect.poll(() => value(page)).toBeGreaterThan(1)
    await cancel.click()
    await expect.poll(() => cancel.isDisabled()).toBe(true)
    const reached = await value(page)
    expect(reached).toBeLessThan(8)
    // the poll brings the log
    await expect.poll(() => log(page)).toEqual([expect.stringMatching(/^Climb 1, step \d of 8 cancelled$/)])
    expect(await value(page)).toBe(reached)
  })

  test('a call that may take one second is given up, and one that may take longer is not', async () => {
    const { page } = await visit('/waiting', { alpine })
    await panel(page, 'Too long').getByRole('button', { name: 'One second at most' }).click()
    await says(page, 'Waiting …')
    await says(page, 'Given up after one second.')
    await panel(page, 'Too long').getByRole('button', { name: 'Wait for it' }).click()
    await page.locator('.toasts').getByText('That took four seconds.').waitFor()
    await says(page, 'The answer takes four seconds.')
  })

  test('offline, the page says so, and asks when it is online again', async () => {
    const { page } = await visit('/waiting', { alpine, expectErrors: /ERR_INTERNET_DISCONNECTED/ })
    await page.context().setOffline(true)
    await says(page, 'You are offline. What waits is sent when you are back.')
    await panel(page, 'Too long').getByRole('button', { name: 'Wait for it' }).click()
    await says(page, 'Waiting …')
    await page.context().setOffline(false)
    await page.locator('.toasts').getByText('That took four seconds.').waitFor()
    await panel(page, 'Too long').getByText('You are offline.').waitFor({ state: 'hidden' })
  })

  test('what was given up can be tried again', async () => {
    const { page } = await visit('/waiting', { alpine })
    await panel(page, 'Too long').getByRole('button', { name: 'One second at most' }).click()
    await says(page, 'Given up after one second.')
    await panel(page, 'Too long').getByRole('button', { name: 'Try again' }).click()
    await says(page, 'Waiting …')
    await says(page, 'Given up after one second.')
  })

  test('the server is asked every two seconds, not while the page is hidden, and says itself when to stop', async () => {
    const { page } = await visit('/waiting', { alpine })
    await page.clock.install()
    await page.reload()
    const reading = () => panel(page, 'What the server says').locator('[x-text=reading]').textContent()
    const next = async (expected: number) => {
      await page.clock.fastForward(2100)
      await expect.poll(reading).toBe(String(expected))
    }
    await next(1)
    await next(2)
    await hide(page, true)
    for (let i = 0; i < 3; i++) await page.clock.fastForward(2100)
    expect(await reading()).toBe('2')
    await hide(page, false)
    await expect.poll(reading).toBe('3')
    for (let i = 4; i <= 10; i++) await next(i)
    await page.getByText('That was the last one: the server ended the poll.').first().waitFor()
    let asked = 0
    page.on('request', () => asked++)
    for (let i = 0; i < 3; i++) await page.clock.fastForward(2100)
    expect(asked).toBe(0)
  })

  test('the log is emptied only after a yes', async () => {
    const { page } = await visit('/waiting', { alpine })
    await climb(page).getByRole('button', { name: 'Climb' }).click()
    await expect.poll(() => value(page)).toBe(8)
    const ask = () => panel(page, 'Better asked first').getByRole('button').click()
    const dialog = page.getByRole('alertdialog', { name: 'Empty the log? It does not come back.' })
    await ask()
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await expect.poll(() => dialog.count()).toBe(0)
    expect((await log(page)).length).toBe(1)
    await ask()
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog.count()).toBe(0)
    expect((await log(page)).length).toBe(1)
    await ask()
    await dialog.getByRole('button', { name: 'Empty it' }).click()
    await expect.poll(() => log(page)).toEqual([])
  })
})

/** As a browser does with a tab that is not looked at. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}

test('without JavaScript, a climb is a page that takes its time, and a reading is a link', async () => {
  const { page } = await visit('/waiting', { javaScriptEnabled: false })
  const answer = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.getByRole('button', { name: 'Climb' }).click()
  expect((await answer).status()).toBe(303)
  await expect.poll(() => log(page)).toEqual(['Climb 1, step 8 of 8 at the top'])
  expect(await page.getByText('Too long, or not at all').first().isVisible()).toBe(false)
  await page.getByRole('link', { name: 'Read again' }).click()
  expect(await page.getByText(/^\d\d:\d\d:\d\d$/).isVisible()).toBe(true)
  await page.getByRole('button', { name: 'Empty the log' }).click()
  await expect.poll(() => log(page)).toEqual([])
})

import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Killable, mortal } from '../faults/killable.js'
import { launch } from './chromium.js'
import { act, idle, state } from './page.js'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser?.close())

async function openMortal(): Promise<{ server: Killable; page: Page }> {
  const server = await mortal()
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await page.goto(server.url)
  await page.waitForFunction('document.querySelector("main")?._x_dataStack')
  // what it says of failures is in the outcomes
  await page.evaluate(`addEventListener('hyper:error', (event) => event.preventDefault())`)
  return { server, page }
}

/** Kills the server where the call hangs, and starts it again, while the page goes on. */
async function killed<T>(server: Killable, place: string, outcome: Promise<T>): Promise<T> {
  await server.said(place)
  await server.kill()
  await server.restart()
  return outcome
}

/** What is in the database: the number of payments, and their sum. */
async function balance(page: Page): Promise<unknown> {
  await act(page, '#root', 'GET balance')
  const { payments, amount } = (await state(page))['root'] ?? {}
  return { payments, amount }
}

test('a stream whose server is killed goes on at its checkpoint, when there is a server again', async () => {
  const { server, page } = await openMortal()
  const watched = act(page, '#root', 'GET watch', { to: 6, hangs: 'line 4' })
  await page.waitForSelector('#lines li:nth-child(3)')
  expect(await killed(server, 'line 4', watched)).toMatchObject({ ok: true, problems: [] })
  expect(await page.locator('#lines li').allTextContents()).toEqual(['1', '2', '3', '4', '5', '6'])
  await idle(page)
}, 120_000)

describe('a call whose server is killed', () => {
  test.each([
    ['before it did its work', 'before', 0],
    ['after it did its work, and before it answered', 'after', 1],
  ])(
    '%s does not run again, and the page says that nobody knows',
    async (_title, hangs, payments) => {
      const { server, page } = await openMortal()
      const outcome = await killed(server, hangs, act(page, '#root', 'pay', { amount: 7, hangs }))
      expect(outcome).toMatchObject({ ok: false, reason: 'unknown' })
      await idle(page)
      expect(await balance(page)).toEqual({ payments, amount: 7 * payments })
      expect(await act(page, '#root', 'pay', { amount: 1 })).toMatchObject({ ok: true })
    },
    60_000,
  )

  test.each([
    ['before it did its work', 'before'],
    ['after it did its work, and before it answered', 'after'],
  ])(
    '%s runs again, and has done its work once, if its transaction knows it',
    async (_title, hangs) => {
      const { server, page } = await openMortal()
      const outcome = await killed(server, hangs, act(page, '#root', 'order', { amount: 7, hangs }))
      expect(outcome).toMatchObject({ ok: true, problems: [] })
      expect(await state(page)).toMatchObject({ root: { paid: 7 } })
      await idle(page)
      expect(await balance(page)).toEqual({ payments: 1, amount: 7 })
    },
    60_000,
  )
})

import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { balancer } from '../faults/balancer.js'
import { type Killable, killable } from '../faults/killable.js'
import { startRedis } from '../server/stores.js'
import { launch } from './chromium.js'
import { act, state } from './page.js'

// processes take their time to start, where others are busy
vi.setConfig({ testTimeout: 120_000 })

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser?.close())

/** Two processes on one Redis, each at an address of its own, and both behind one. */
async function serveTwo() {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const make = () => killable('test/faults/views.ts', { REDIS: redis.path })
  const processes = (await Promise.all([make(), make()])) as [Killable, Killable]
  onTestFinished(async () => void (await Promise.all(processes.map((each) => each.kill()))))
  return { processes, url: await balancer(processes.map((each) => each.url)) }
}

async function openPage(url: string): Promise<Page> {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await page.goto(url)
  // what it says of failures is in the outcomes
  await page.evaluate(`addEventListener('hyper:error', (event) => event.preventDefault())`)
  await expect.poll(() => root(page), { timeout: 30_000 }).toMatchObject({ news: 1, process: expect.any(Number) })
  return page
}

const root = async (page: Page) => (await state(page))['root'] ?? {}

test('calls reach the view of their page, whichever process they come to', async () => {
  const { url } = await serveTwo()
  const pages = [await openPage(url), await openPage(url)]
  for (const page of pages) {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => act(page, '#root', 'add')))
    expect(outcomes.every(({ ok }) => ok)).toBe(true)
    await expect.poll(() => root(page)).toMatchObject({ count: 20, news: 1 })
  }
})

test('kill -9 of the process that has a view: the page gets a new one, and its calls wait for that', async () => {
  const { processes, url } = await serveTwo()
  const page = await openPage(url)
  for (const each of processes) {
    expect(await act(page, '#root', 'add')).toMatchObject({ ok: true })
    await each.kill()
    expect(await act(page, '#root', 'add')).toMatchObject({ ok: true })
    await each.restart()
  }
  await expect.poll(async () => Number((await root(page))['count']), { timeout: 30_000 }).toBeGreaterThan(0)
  expect(Number((await root(page))['news'])).toBeGreaterThan(1)
})

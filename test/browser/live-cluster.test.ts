import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { createHub, event, redisBus } from '../../server/index.js'
import { balancer } from '../faults/balancer.js'
import { type Killable, killable } from '../faults/killable.js'
import { startRedis } from '../server/stores.js'
import { launch } from './chromium.js'

// processes take their time to start, where others are busy
vi.setConfig({ testTimeout: 120_000 })

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser?.close())

/** Two processes on one Redis, and behind one address two browsers, of Ann and Bob, with two tabs each. */
async function openCluster() {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const make = () => killable('test/faults/room.ts', { REDIS: redis.path })
  const processes = await Promise.all([make(), make()])
  onTestFinished(async () => void (await Promise.all(processes.map((each) => each.kill()))))
  const url = await balancer(processes.map((each) => each.url))
  const hub = createHub({ bus: redisBus(await redis.connect()), onError: () => {} })
  onTestFinished(() => hub.close())
  const tabs: Page[] = []
  for (const who of ['ann', 'bob']) {
    const context = await browser.newContext()
    onTestFinished(() => context.close())
    await context.addCookies([{ name: 'who', value: who, url }])
    for (let i = 0; i < 2; i++) {
      const tab = await context.newPage()
      await tab.goto(url)
      tabs.push(tab)
    }
  }
  for (const tab of tabs) await expect.poll(() => there(tab), { timeout: 30_000 }).toBe('ann+bob')
  return { redis, processes: processes as [Killable, Killable], hub, tabs }
}

const valueIn = (tab: Page, name: string) => tab.evaluate(`Alpine.closestDataStack(root)[0].${name}`)
const there = (tab: Page) => valueIn(tab, 'there')
const all = (tab: Page) => tab.evaluate('[...Alpine.closestDataStack(root)[0].all]')

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

/** Publishes 1, 2, 3 … in the middle of something, until that is over; gives the last. */
async function publishDuring(
  hub: ReturnType<typeof createHub>,
  from: number,
  doing: Promise<unknown>,
): Promise<number> {
  let isOver = false
  doing.then(
    () => {
      isOver = true
    },
    () => {},
  )
  let n = from
  while (!isOver) {
    await hub.publish('room', event('n', ++n))
    await wait(2)
  }
  await doing
  return n
}

/** Its process is gone, as by kill -9. */
async function crash(tab: Page): Promise<void> {
  const session = await tab.context().newCDPSession(tab)
  const crashed = tab.waitForEvent('crash')
  session.send('Page.crash').catch(() => {}) // nobody is there to answer
  await crashed
}

const has = (tab: Page, n: number) => expect.poll(async () => ((await all(tab)) as number[]).at(-1)).toBe(n)

test('kill -9 of each process in turn, and of a tab: every other tab has all, once and in order', async () => {
  const { processes, hub, tabs } = await openCluster()
  const [first, second] = processes
  const [leader, ...others] = tabs as [Page, ...Page[]]
  const restarted = async (process: Killable) => {
    await process.kill()
    await process.restart()
  }
  let n = await publishDuring(hub, 0, restarted(first))
  n = await publishDuring(hub, n, restarted(second))
  n = await publishDuring(hub, n, crash(leader))
  await hub.publish('room', event('n', ++n))
  for (const tab of others) await has(tab, n)
  for (const tab of others) expect(await all(tab)).toEqual(numbers(n))
  for (const tab of others) expect(await valueIn(tab, 'gaps')).toBe(0)
  await leader.close()
})

test('kill -9 of Redis: a gap that every tab is told of, and then it goes on', async () => {
  const { redis, hub, tabs } = await openCluster()
  await hub.publish('room', event('n', 1))
  for (const tab of tabs) await has(tab, 1)
  await redis.kill()
  await redis.start()
  for (const tab of tabs) await expect.poll(() => valueIn(tab, 'gaps'), { timeout: 20_000 }).toBe(1)
  await hub.publish('room', event('n', 2))
  for (const tab of tabs) await has(tab, 2)
  for (const tab of tabs) expect(await all(tab)).toEqual([1, 2])
})

test('who was connected to killed processes, and does not come back, is gone for the others', async () => {
  const { processes, tabs } = await openCluster()
  const [ann, , bob, other] = tabs as [Page, Page, Page, Page]
  await Promise.all(processes.map((process) => process.kill()))
  await Promise.all([bob.close(), other.close()])
  await processes[1].restart()
  await expect.poll(() => there(ann), { timeout: 30_000 }).toBe('ann')
})

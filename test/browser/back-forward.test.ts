import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { action } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { gate, idle } from './page.js'

const open = useApp({ backForwardCache: true })

/** Opens a page with another one beside it. */
function openPair(options: Partial<AppOptions>) {
  return open({
    body: `<main x-data="{ n: 0 }"><button id="write" x-action="go">go</button><button id="read" x-action="GET go">go</button>
      <output x-text="n"></output><a href="/other">other</a></main>`,
    script: `addEventListener('pageshow', ({ persisted }) => { window.isBack = persisted })`,
    routes: (router) =>
      void router.get('/other', (ctx) => {
        ctx.body = '<!doctype html><link rel="icon" href="data:,"><h1>Other</h1>'
      }),
    context: {},
    ...options,
  })
}

const leave = async (page: Page) => {
  await page.click('a')
  await page.waitForURL('**/other')
}

/** The browser has kept the page, and shows it as it was left. */
const comeBack = async (page: Page) => {
  await page.evaluate('void setTimeout(() => history.back())')
  await page.waitForURL(({ pathname }) => pathname === '/', { waitUntil: 'commit' })
  await page.waitForFunction('window.isBack')
}

/** A page that was left while a call had no answer. */
async function leaveWaiting(alpine: 'standard' | 'csp') {
  const arrived = gate()
  const answer = gate()
  let runs = 0
  const go = action(async () => {
    arrived.open()
    await answer.opened
    return { n: ++runs }
  })
  const { page } = await openPair({ alpine, actions: { go } })
  await page.click('#write')
  await arrived.opened
  await leave(page)
  return { page, answer, runs: () => runs }
}

describe.each(['standard', 'csp'] as const)('a page that the browser brings back, with the %s build', (alpine) => {
  test('asks again for what had no answer; the server runs it once', async () => {
    const { page, answer } = await leaveWaiting(alpine)
    const again = page.waitForRequest((request) => request.headers()['hyper-attempt'] === '2')
    await comeBack(page)
    await again
    expect(await page.getAttribute('#write', 'aria-busy')).toBe('true')
    answer.open()
    await expect.poll(() => page.textContent('output')).toBe('1')
    await idle(page)
    await page.click('#write')
    await expect.poll(() => page.textContent('output')).toBe('2')
  })

  test('has what was answered while it was away', async () => {
    const { page, answer, runs } = await leaveWaiting(alpine)
    answer.open()
    await expect.poll(runs).toBe(1)
    await comeBack(page)
    await expect.poll(() => page.textContent('output')).toBe('1')
    await idle(page)
    expect(runs()).toBe(1)
  })

  test('opens its stream again, which the server ended when it went', async () => {
    const ended = gate()
    let streams = 0
    const go = action({ method: 'GET' }, async function* (ctx) {
      yield { n: ++streams }
      if (streams === 2) return
      await new Promise((resolve) => ctx.hyper.abortSignal.addEventListener('abort', resolve))
      ended.open()
    })
    const { page } = await openPair({ alpine, actions: { go } })
    await page.click('#read')
    await expect.poll(() => page.textContent('output')).toBe('1')
    await leave(page)
    await ended.opened
    await comeBack(page)
    await expect.poll(() => page.textContent('output')).toBe('2')
    await idle(page)
  })

  test('has nothing busy, where calls are not made again', async () => {
    const arrived = gate()
    const go = action(() => {
      arrived.open()
      return new Promise<void>(() => {})
    })
    const options = { plugin: 'retry: 0', expectErrors: /had no answer/ }
    const { page } = await openPair({ alpine, actions: { go }, ...options })
    await page.click('#write')
    await arrived.opened
    await leave(page)
    await comeBack(page)
    await idle(page)
  })
})

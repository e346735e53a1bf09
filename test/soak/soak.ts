import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { launch } from '../browser/chromium.js'
import type { Passed } from '../faults/exchange.js'
import { type Plan, type Rates, randomPlan } from '../faults/fault.js'
import { faultProxy } from '../faults/proxy.js'
import { linesOfCall, soakApp, type Told } from './app.js'
import type { Shown, User } from './user.js'

/** On the page; see user.ts. */
declare const user: User

export interface SoakOptions {
  /** Clicks of the user, a third of them on each button. */
  actions: number
  seed: number
  rates: Rates
  /** Milliseconds in which all of it has to be over. */
  patience: number
}

export interface Report {
  seed: number
  actions: number
  milliseconds: number
  /** HTTP exchanges of calls. */
  exchanges: number
  faults: Record<string, number>
  /** How many calls took how many exchanges. */
  attempts: Record<string, number>
  /** How many calls ended how. */
  ended: Record<string, number>
  /** What is not as it should be. */
  wrong: string[]
}

/** A user who clicks, in a real browser, and a server with a database; between them a network with random faults. */
export async function soak({ actions, seed, rates, patience }: SoakOptions): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'alpine-hyper-soak-'))
  const { app, told, close } = await soakApp(join(folder, 'soak.db'))
  const failures: string[] = []
  app.on('error', (error: Error & { expose?: boolean }) => {
    // a request that came in pieces is nobody's mistake here
    if (!error.expose) failures.push(`The server failed: ${error}`)
  })
  const server = app.listen(0)
  await once(server, 'listening')
  const proxy = await faultProxy(`http://localhost:${(server.address() as AddressInfo).port}`, planOf(seed, rates))
  const browser = await launch()
  try {
    const page = await browser.newPage()
    page.on('pageerror', (error) => failures.push(`The page failed: ${error}`))
    await page.goto(proxy.url)
    await page.waitForFunction('document.querySelector("main")?._x_dataStack')

    const each = Math.ceil(actions / 3)
    const since = performance.now()
    const work = page.evaluate((times) => user.clickAll(times), each).then(() => true)
    work.catch(() => {}) // the page is closed under it when it takes too long
    const isDone = await Promise.race([work, wait(patience, false, { ref: false })])
    const milliseconds = Math.round(performance.now() - since)
    if (!isDone) failures.push(`Calls were still under way after ${patience} ms`)
    const shown = await page.evaluate(() => user.look())
    const open = await openAfter(proxy.log)
    if (open > 0) failures.push(`${open} exchanges are still open`)
    const calls = proxy.log.filter(isCall)
    return {
      seed,
      actions: 3 * each,
      milliseconds,
      exchanges: calls.length,
      faults: tally(calls.map(({ fault }) => fault?.kind ?? 'none')),
      attempts: tally(Object.values(tally(calls.map(({ header }) => header('Hyper-Call') ?? ''))).map(String)),
      ended: shown.ended,
      wrong: [...failures, ...compare(each, await told(), shown)],
    }
  } finally {
    await browser.close()
    await proxy.close()
    server.closeAllConnections()
    server.close()
    close()
    rmSync(folder, { recursive: true })
  }
}

/** Faults that a call may meet one after the other: the network is bad, but not gone. */
const most = 3

/** Only calls have faults: the page itself has to come. */
function planOf(seed: number, rates: Rates): Plan {
  const random = randomPlan(seed, rates)
  const met = new Map<string, number>()
  let number = 0
  return (asked) => {
    if (!isCall(asked)) return undefined
    const id = asked.header('Hyper-Call') ?? ''
    const fault = random({ ...asked, number: number++ })
    const before = met.get(id) ?? 0
    if (!fault || before === most) return undefined
    met.set(id, before + 1)
    return fault
  }
}

function isCall({ header }: Pick<Passed, 'header'>): boolean {
  return header('Hyper-Call') !== undefined
}

/** Exchanges that do not end, though nobody waits for them. */
async function openAfter(log: readonly Passed[]): Promise<number> {
  const open = () => log.filter(({ isOver }) => !isOver).length
  for (let tries = 0; open() > 0 && tries < 100; tries++) await wait(50)
  return open()
}

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

function compare(each: number, told: Told, shown: Shown): string[] {
  const clicks = Array.from({ length: each }, (_, click) => click)
  const wanted: Told = {
    count: each,
    notes: clicks.map((click) => `note ${click}`),
    lines: clicks.flatMap((click) => Array.from({ length: linesOfCall }, (_, line) => `write ${click}.${line}`)),
  }
  return [
    ...differences('The server has', told, wanted),
    ...differences('The page shows', shown, wanted),
    ...(shown.busy > 0 ? [`${shown.busy} elements of the page are busy`] : []),
    ...Object.entries(shown.ended).flatMap(([how, count]) => (how === 'ok' ? [] : [`${count} calls ended: ${how}`])),
  ]
}

function differences(who: string, has: Told, wanted: Told): string[] {
  const wrong = has.count === wanted.count ? [] : [`${who} the count ${has.count}, and not ${wanted.count}`]
  for (const kind of ['notes', 'lines'] as const) {
    const at = wanted[kind].findIndex((text, index) => has[kind][index] !== text)
    if (at >= 0) wrong.push(`${who} ${kind} that differ at ${at}: "${has[kind][at]}", and not "${wanted[kind][at]}"`)
    if (has[kind].length !== wanted[kind].length)
      wrong.push(`${who} ${has[kind].length} ${kind}, and not ${wanted[kind].length}`)
  }
  return wrong
}

import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright'
import { heapOf } from './heap.js'
import { withPage } from './open.js'
import type { State } from './pages/long.js'
import { compare, median, type Ratio, ratioOf } from './ratio.js'
import type { Served } from './serve.js'

/** On the page; see pages/long.ts. */
declare const state: () => State

const count = 100_000
const events = count.toLocaleString('en')

export const long = {
  title: `a stream of ${events} events: its time against a reader by hand, and memory in its second half against its first`,
  run: () =>
    withPage('long', async (page, url, served) => {
      await page.goto(url)
      await page.waitForFunction('window.measures')
      const time = await compare({
        name: `${events} signal events`,
        unit: 'ms',
        bar: 1.4,
        rounds: 5,
        ours: async () => (await read(page, 'signals')).took,
        baseline: () => page.evaluate(`measures.byHand('signals', ${count})`),
      })
      const replaced = await flatness(page, served, 'replaced')
      // fewer are over before much can be seen
      return [time, ...replaced, ...(await flatness(page, served, 'signals', 10 * count))]
    }),
}

async function read(page: Page, kind: string, total = count, look = async () => {}): Promise<State> {
  await page.evaluate(`measures.begin('${kind}', ${total})`)
  for (;;) {
    await wait(50)
    const now = await page.evaluate(() => state())
    if (!now.isOver) await look()
    else if (now.shown === total - 1) return now
    else throw new Error(`The page shows event ${now.shown}, and not ${total - 1}`)
  }
}

/** Memory is looked at all the time, after garbage collection. */
async function flatness(page: Page, served: Served, kind: string, total = count): Promise<Ratio[]> {
  const inPage: number[] = []
  const inServer: number[] = []
  const { longest, changes, frames } = await read(page, kind, total, async () => {
    inPage.push(await heapOf(page))
    inServer.push((await served.memory()).heap / 1000)
  })
  const note = `${changes} changes in ${frames} frames, longest task ${longest ? `${Math.round(longest)} ms` : 'under 50 ms'}`
  const ratio = (who: string, samples: readonly number[], bar: number) => {
    const half = Math.floor(samples.length / 2)
    const pair = { ours: median(samples.slice(half)), baseline: median(samples.slice(0, half)) }
    return ratioOf({ name: `${total.toLocaleString('en')} ${kind}: memory of the ${who}`, unit: 'kB', bar }, [pair])
  }
  // the page has what was read and not applied yet, which comes and goes
  return [{ ...ratio('page', inPage, 1.3), note }, ratio('server', inServer, 1.1)]
}

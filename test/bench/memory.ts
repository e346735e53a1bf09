import type { Page } from 'playwright'
import { heapOf } from './heap.js'
import { withPages } from './open.js'
import { type Pair, type Ratio, ratioOf, type Unit } from './ratio.js'
import { queryOf, type TableOptions } from './table.js'

/** What a page has after garbage collection. */
type Use = Record<'kB' | 'nodes' | 'listeners', number>

interface UsePair {
  ours: Use
  baseline: Use
}

/** The most that there may be after 1,000 morphs, of what there was before. */
const flat: Use = { kB: 1.1, nodes: 1.02, listeners: 1.02 }

/** How often pages are loaded and measured. */
const rounds = 3

export const memory = {
  title: 'memory after 1,000 morphs, against before; and of what is kept of the HTML, against no plugin',
  run: () =>
    withPages('memory', async (newPage, url) => {
      const open = async (options: Pick<TableOptions, 'engine' | 'rows' | 'kind'>) => {
        const page = await newPage()
        await page.goto(url + queryOf({ ...options, ids: true, change: 'nothing' }))
        await page.waitForFunction('window.measures')
        return page
      }
      const morphed = await repeat(async () => {
        const page = await open({ engine: 'hyper', rows: 200, kind: 'alpine' })
        await page.evaluate('measures.morph(100)')
        const baseline = await useOf(page)
        await page.evaluate('measures.morph(1000)')
        const ours = await useOf(page)
        await page.close()
        return { ours, baseline }
      })
      const kept = (kind: TableOptions['kind'], morphs: number) =>
        repeat(async () => {
          const [ours, baseline] = [
            await open({ engine: 'hyper', rows: 10_000, kind }),
            await open({ engine: 'alpine', rows: 10_000, kind }),
          ]
          await ours.evaluate(`measures.morph(${morphs})`)
          const both = { ours: await useOf(ours), baseline: await useOf(baseline) }
          await Promise.all([ours.close(), baseline.close()])
          return both
        })
      return [
        ...ratiosOf('200 Alpine rows after 1,000 morphs', morphed, flat),
        ...ratiosOf('10,000 rows as loaded', await kept('plain', 0)),
        ...ratiosOf('10,000 rows after a morph', await kept('plain', 1)),
        ...ratiosOf('10,000 Alpine rows as loaded', await kept('alpine', 0)),
        ...ratiosOf('10,000 Alpine rows after a morph', await kept('alpine', 1)),
      ]
    }),
}

async function repeat(measure: () => Promise<UsePair>): Promise<UsePair[]> {
  const pairs: UsePair[] = []
  for (let round = 0; round < rounds; round++) pairs.push(await measure())
  return pairs
}

function ratiosOf(name: string, pairs: readonly UsePair[], bars?: Use): Ratio[] {
  return (['kB', 'nodes', 'listeners'] as const satisfies Unit[]).map((unit) => {
    const figures: Pair[] = pairs.map(({ ours, baseline }) => ({ ours: ours[unit], baseline: baseline[unit] }))
    return ratioOf({ name, unit, bar: bars?.[unit] }, figures)
  })
}

async function useOf(page: Page): Promise<Use> {
  const kB = await heapOf(page)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  await session.detach()
  const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN
  return { kB, nodes: metric('Nodes'), listeners: metric('JSEventListeners') }
}

import type { Page } from 'playwright'
import { withPages } from './open.js'
import { compare, median, type Ratio } from './ratio.js'
import { type Engine, queryOf, type TableOptions } from './table.js'

interface Case extends Omit<TableOptions, 'engine'> {
  name: string
  rounds: number
  /** What is compared with, and the most that our time may be of its time. */
  bars: Partial<Record<Engine, number>>
  /** Leave out what the call and reading its answer take, which is more than what is to be measured. */
  isNet?: true
}

const thousand = { rows: 1000, ids: true, rounds: 20 } as const
const tenThousand = { rows: 10_000, ids: true, rounds: 8 } as const

/** Morphlex is the fastest that there is, and knows nothing of Alpine: it would lose the state of `alpine` rows. */
const plain = { kind: 'plain', bars: { idiomorph: 1, morphlex: 1 } } as const
/** To idiomorph, on a page without Alpine, the directives are attributes like any other. */
const alpine = { kind: 'alpine', bars: { idiomorph: 1, 'Alpine.morph': 0.2 } } as const
const moving = { kind: 'plain', change: 'rows', bars: { idiomorph: 0.75, morphlex: 1 } } as const
// theirs is given a string, and neither calls nor reads an answer
const unchanged = { change: 'space', bars: { idiomorph: 0.25 }, isNet: true } as const
const sameText = { change: 'nothing', bars: { idiomorph: 0.02 }, isNet: true } as const

const cases: Case[] = [
  { ...thousand, ...plain, name: '5 cells of 1,000 rows', change: 'cells' },
  { ...tenThousand, ...plain, name: '5 cells of 10,000 rows', change: 'cells' },
  { ...thousand, ...alpine, name: '5 cells of 1,000 Alpine rows', change: 'cells' },
  { ...tenThousand, ...alpine, name: '5 cells of 10,000 Alpine rows', change: 'cells', rounds: 6 },
  { ...thousand, ...moving, name: '100 of 1,000 rows new, 100 gone, 10 changed' },
  { ...thousand, ...moving, name: 'the same without ids', ids: false },
  {
    ...thousand,
    ...moving,
    name: 'the same of Alpine rows, one being edited',
    kind: 'edited',
    bars: { 'live idiomorph': 0.75, 'Alpine.morph': 0.2 },
  },
  { ...thousand, ...plain, ...unchanged, name: '1,000 rows unchanged' },
  { ...thousand, ...alpine, ...unchanged, name: '1,000 Alpine rows unchanged' },
  { ...thousand, ...plain, ...sameText, name: '1,000 rows, same text' },
  { ...tenThousand, ...plain, ...sameText, name: '10,000 rows, same text' },
]

export const morph = {
  title: 'markup onto a page that lives, against other morphs',
  run: () =>
    withPages('morph', async (newPage, url) => {
      const open = opener(newPage, url)
      const ratios: Ratio[] = []
      for (const each of cases) ratios.push(...(await compareEngines(each, open)))
      return ratios
    }),
}

/** Opens pages with a table. */
function opener(newPage: () => Promise<Page>, url: string) {
  return async (options: TableOptions) => {
    const page = await newPage()
    await page.goto(url + queryOf(options))
    await page.waitForFunction('window.measures')
    return page
  }
}

async function compareEngines(
  { name, rounds, bars, isNet, ...options }: Case,
  open: (options: TableOptions) => Promise<Page>,
): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  const ours = await open({ ...options, engine: 'hyper' })
  for (const [engine, bar] of Object.entries(bars) as [Engine, number][]) {
    const theirs = await open({ ...options, engine })
    const ratio = await compare({
      name: `${name}, ${engine}`,
      unit: 'ms',
      bar,
      rounds,
      ours: async () => (await measure(ours, 'morph')) - (isNet ? await measure(ours, 'reading') : 0),
      baseline: () => measure(theirs, 'morph'),
    })
    await theirs.close()
    const loses = engine === 'morphlex' ? '; it would lose the state of components' : ''
    ratios.push({ ...ratio, note: `${await noteOf(ours, isNet)}${loses}` })
  }
  await ours.close()
  return ratios
}

async function noteOf(page: Page, isNet = false): Promise<string> {
  const [empty, reading] = [await medianOf(page, 'empty'), await medianOf(page, 'reading')]
  const included = isNet ? 'without' : 'with'
  return `${included} ${reading.toFixed(2)} ms to call and read, of which ${empty.toFixed(2)} ms to call`
}

async function medianOf(page: Page, what: string): Promise<number> {
  const all: number[] = []
  for (let i = 0; i < 9; i++) all.push(await measure(page, what))
  return median(all)
}

function measure(page: Page, what: string): Promise<number> {
  return page.evaluate(`measures.${what}()`)
}

import { readByHand } from './by-hand.js'
import { actionOf, alpine, expose, settled, timed } from './measure.js'

const count = 10_000

const long: PerformanceEntry[] = []
const observer = new PerformanceObserver((list) => long.push(...list.getEntries()))
for (const type of ['longtask', 'long-animation-frame']) observer.observe({ type })

document.addEventListener('alpine:init', () => {
  alpine().data('values', () => Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`s${index}`, -1])))
})

const kinds = { signals: measureSignals, rows: measureRows }

/** Milliseconds until the last row was in the document, though not yet shown. */
let inserted = 0

expose({
  ours: (kind: keyof typeof kinds) => kinds[kind]((main) => actionOf(main)(`/recorded/${kind}`)),
  baseline: (kind: keyof typeof kinds) =>
    kinds[kind]((main) => readByHand(`/recorded/${kind}`, kind === 'signals' ? assignTo(main) : append)),
  inserted: async () => inserted,
  /** Milliseconds of the longest task since this was last asked, and of the longest script in one; 0 for less than 50. */
  async longest() {
    // a task is known of once it is over
    await settled()
    const found = [...long.splice(0), ...observer.takeRecords()]
    const scripts = found.flatMap((entry) => (entry as Partial<Frame>).scripts ?? [])
    const tasks = found.filter(({ entryType }) => entryType === 'longtask')
    return { task: most(tasks), script: most(scripts) }
  },
})

/** An entry of the Long Animation Frames API, which TypeScript does not know. */
interface Frame extends PerformanceEntry {
  readonly scripts: readonly PerformanceEntry[]
}

function most(entries: readonly PerformanceEntry[]): number {
  return Math.max(0, ...entries.map(({ duration }) => duration).filter((duration) => duration >= 50))
}

async function measureSignals(run: (main: HTMLElement) => Promise<unknown>): Promise<number> {
  const main = document.querySelector('main') as HTMLElement
  const nodes = [...main.querySelectorAll('i')]
  Object.assign(alpine().$data(main), Object.fromEntries(nodes.map((_, index) => [`s${index}`, -1])))
  await settled()
  const last = nodes.at(-1) as HTMLElement
  const took = await timed(
    last,
    () => last.textContent === String(count - 1),
    () => run(main),
  )
  const wrong = nodes.find((node, index) => node.textContent !== String(count - nodes.length + index))
  if (wrong) throw new Error(`Node ${nodes.indexOf(wrong)} shows ${wrong.textContent}`)
  inserted = took
  return took
}

async function measureRows(run: (main: HTMLElement) => Promise<unknown>): Promise<number> {
  const rows = document.querySelector('#rows') as HTMLElement
  rows.replaceChildren()
  await settled()
  const since = performance.now()
  inserted = await timed(
    rows,
    () => rows.childElementCount === count,
    () => run(rows),
  )
  if (rows.lastElementChild?.textContent !== `Row ${count - 1} of many`) throw new Error('The last row is another one')
  await settled()
  return performance.now() - since
}

function assignTo(main: HTMLElement) {
  const data = alpine().$data(main)
  return ({ values }: { values: Record<string, number> }) => {
    Object.assign(data, values)
  }
}

function append({ markup, target }: { markup: string; target: string }): void {
  document.querySelector(target)?.insertAdjacentHTML('beforeend', markup)
}

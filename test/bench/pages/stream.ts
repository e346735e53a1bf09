import { readByHand } from './by-hand.js'
import { actionOf, alpine, expose, settled, timed } from './measure.js'

const count = 10_000

const longTasks: PerformanceEntry[] = []
const observer = new PerformanceObserver((list) => longTasks.push(...list.getEntries()))
observer.observe({ type: 'longtask' })

document.addEventListener('alpine:init', () => {
  alpine().data('values', () => Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`s${index}`, -1])))
})

const kinds = { signals: measureSignals, rows: measureRows }

expose({
  ours: (kind: keyof typeof kinds) => kinds[kind]((main) => actionOf(main)(`/recorded/${kind}`)),
  baseline: (kind: keyof typeof kinds) =>
    kinds[kind]((main) => readByHand(`/recorded/${kind}`, kind === 'signals' ? assignTo(main) : append)),
  /** Of all tasks since this was last asked; 0 if none took more than 50 ms. */
  async longestTask() {
    // a task is known of once it is over
    await settled()
    const found = [...longTasks.splice(0), ...observer.takeRecords()]
    return Math.max(0, ...found.map(({ duration }) => duration))
  },
})

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
  return took
}

async function measureRows(run: (main: HTMLElement) => Promise<unknown>): Promise<number> {
  const rows = document.querySelector('#rows') as HTMLElement
  rows.replaceChildren()
  await settled()
  const took = await timed(
    rows,
    () => rows.childElementCount === count,
    () => run(rows),
  )
  if (rows.lastElementChild?.textContent !== `Row ${count - 1} of many`) throw new Error('The last row is another one')
  return took
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

import { readByHand } from './by-hand.js'
import { actionOf, alpine, expose, settled } from './measure.js'

export interface State {
  isOver: boolean
  /** Milliseconds from the call to its end, when it is over. */
  took: number
  /** The number of the last event that the page shows. */
  shown: number
  /** Tasks in which the page changed, and frames in that time. */
  changes: number
  frames: number
  /** Milliseconds of the longest task, if it took more than 50. */
  longest: number
}

const state: State = { isOver: true, took: 0, shown: 0, changes: 0, frames: 0, longest: 0 }

const note = (entries: PerformanceEntryList) => {
  for (const { duration } of entries) state.longest = Math.max(state.longest, duration)
}
const tasks = new PerformanceObserver((list) => note(list.getEntries()))
tasks.observe({ type: 'longtask' })

document.addEventListener('alpine:init', () => {
  alpine().data('values', () => ({
    ...Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`s${index}`, -1])),
    rows: [],
  }))
})

Object.assign(window, { state: () => ({ ...state, shown: shown() }) })

expose({
  /** Begins to read a stream of so many events, and does not wait for its end. */
  async begin(kind: string, count: number, isSlow = false) {
    void watch(() => actionOf(main())('go', { kind, count, isSlow }))
    return undefined
  },
  async byHand(kind: string, count: number) {
    const data = alpine().$data(main())
    const use = ({ values }: { values: object }) => Object.assign(data, values)
    const headers = {
      'Hyper-Call': `${Math.random()}`.slice(2),
      'Hyper-Action': 'go',
      'Content-Type': 'application/json',
    }
    const since = performance.now()
    await readByHand('/', use as never, { headers, body: JSON.stringify({ kind, count }) })
    await settled()
    return performance.now() - since
  },
})

async function watch(run: () => Promise<unknown>): Promise<void> {
  document.querySelector('#appended')?.replaceChildren()
  Object.assign(state, { isOver: false, changes: 0, frames: 0, longest: 0 })
  const observer = new MutationObserver(() => state.changes++)
  observer.observe(main(), { childList: true, characterData: true, subtree: true })
  const count = () => {
    state.frames++
    if (!state.isOver) requestAnimationFrame(count)
  }
  requestAnimationFrame(count)
  const since = performance.now()
  await run()
  await settled()
  state.took = performance.now() - since
  observer.disconnect()
  // a task is known of once it is over
  await settled()
  note(tasks.takeRecords())
  state.isOver = true
}

function main(): HTMLElement {
  return document.querySelector('main') as HTMLElement
}

/** Of whatever kind the last events were. */
function shown(): number {
  const numbers = [...document.querySelectorAll('main i, main b')].map((el) => Number(el.textContent))
  return Math.max(...numbers.filter((each) => !Number.isNaN(each)))
}

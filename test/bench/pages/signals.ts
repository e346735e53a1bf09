import { actionOf, alpine, expose, timed } from './measure.js'

const size = Number(new URLSearchParams(location.search).get('size'))
/** A few answers make one measurement where a single one is too short for the clock. */
const repeats = Math.max(1, Math.min(20, 1000 / size))
let from = 0

document.addEventListener('alpine:init', () => {
  alpine().data('values', () => Object.fromEntries(Array.from({ length: size }, (_, index) => [`s${index}`, 0])))
})

expose({
  ours: () => {
    // what evaluates an expression of the page would evaluate one that calls by hand
    const action = actionOf(mainOf())
    return measure((wanted) => action('set', wanted))
  },
  baseline: () => measure(setByHand),
})

const mainOf = () => document.querySelector('main') as HTMLElement

interface Wanted extends Record<string, unknown> {
  size: number
  from: number
}

async function setByHand(wanted: Wanted): Promise<void> {
  const response = await fetch('/by-hand', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(wanted),
  })
  Object.assign(alpine().$data(mainOf()), JSON.parse(await response.text()))
}

async function measure(run: (wanted: Wanted) => Promise<unknown>): Promise<number> {
  const main = mainOf()
  const last = main.lastElementChild as HTMLElement
  let took = 0
  for (let i = 0; i < repeats; i++) {
    from += size
    took += await timed(
      last,
      () => last.textContent === String(from + size - 1),
      () => run({ size, from }),
    )
    const wrong = [...main.children].findIndex((node, index) => node.textContent !== String(from + index))
    if (wrong >= 0) throw new Error(`Node ${wrong} of ${size} shows ${main.children[wrong]?.textContent}`)
  }
  return took / repeats
}

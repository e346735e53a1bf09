import { alpine, expose, timed } from './measure.js'

/** Milliseconds from a click to the changed text, and of these those that went by in `fetch`. */
const inFetch = { total: 0 }

const { fetch } = window
window.fetch = async (...parameters) => {
  const since = performance.now()
  try {
    return await fetch(...parameters)
  } finally {
    inFetch.total += performance.now() - since
  }
}

document.addEventListener('alpine:init', () => {
  alpine().data('byHand', () => ({
    count: 0,
    async increment(this: { count: number }) {
      const response = await window.fetch('/by-hand', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ count: this.count }),
      })
      this.count = (await response.json()).count
    },
  }))
})

expose({ ours: () => click('#ours'), baseline: () => click('#baseline') })

/** Milliseconds from a click to the changed text, without what `fetch` took. */
async function click(id: string): Promise<number> {
  const root = document.querySelector(id) as HTMLElement
  const [button, output] = root.children as unknown as [HTMLElement, HTMLElement]
  const wanted = String(Number(output.textContent) + 1)
  inFetch.total = 0
  const took = await timed(
    output,
    () => output.textContent === wanted,
    async () => button.click(),
  )
  return took - inFetch.total
}

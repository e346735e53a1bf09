import type { Outcome } from './call.js'
import { durationOf } from './duration.js'
import type { Page } from './page.js'

/**
 * Calls again and again, each time an interval after the last call is over: `x-action:poll.5s`. Not while the tab is
 * hidden, nor, with `.visible`, while the element is out of sight; at once when it comes back. Ends by a `stop` item or
 * status 286. Returns what ends it.
 */
export function poll(
  page: Page,
  el: Element,
  modifiers: readonly string[],
  run: (event: Event) => Promise<Outcome | undefined>,
): () => void {
  page.stopped ??= new WeakSet()
  const { stopped } = page
  const interval = modifiers.map(durationOf).find(Boolean) ?? 5000
  let inSight = !modifiers.includes('visible')
  let timer: ReturnType<typeof setTimeout> | undefined
  let isRunning = false
  let isOver = false
  let isDue = false

  const tick = async () => {
    if (stopped.has(el)) end()
    isDue = document.hidden || !inSight
    if (isOver || isRunning || isDue) return
    isRunning = true
    const outcome = await run(new Event('poll'))
    isRunning = false
    if (outcome?.status === 286 || stopped.has(el)) end()
    if (!isOver) timer = setTimeout(tick, interval)
  }
  const back = () => isDue && tick()
  const end = () => {
    isOver = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', back)
    sight?.disconnect()
  }
  const sight = inSight
    ? undefined
    : new IntersectionObserver((entries) => {
        inSight = !!entries.at(-1)?.isIntersecting
        back()
      })
  // a changed attribute begins anew
  stopped.delete(el)
  sight?.observe(el)
  document.addEventListener('visibilitychange', back)
  timer = setTimeout(tick, interval)
  return end
}

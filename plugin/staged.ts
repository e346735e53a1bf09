import type { ElementsData } from '../server/wire.js'
import { turn } from './apply.js'
import { attempt } from './attempt.js'
import type { Call } from './call.js'
import { HyperError } from './error.js'
import { findTargets } from './target.js'

/** Swaps after a delay, or in a view transition; then sees to focus and scroll. An aborted call goes no further. */
export async function staged(call: Call, data: ElementsData, swap: () => Element[]): Promise<void> {
  const { swapDelay, settleDelay, transition, focus, scroll } = data
  const { signal } = call.controller
  if (swapDelay) await pause(signal, swapDelay)
  if (signal.aborted) return
  const places = (await (transition && canTransition() ? swapInTransition(call, swap) : swap())) ?? []
  // after a turn, Alpine has set up what is new and run its effects
  await (settleDelay ? pause(signal, settleDelay) : turn())
  if (signal.aborted) return
  const then = (what: string, act: () => void) => attempt(call, () => what, act)
  if (focus) then(`focus "${focus}"`, () => moveFocus(call, focus, places, !scroll))
  if (scroll) then(`scroll "${scroll}"`, () => moveScroll(call, scroll, places))
}

/** Milliseconds, or until the call is aborted. */
function pause(signal: AbortSignal, delay: number): Promise<void> {
  return new Promise((resolve) => {
    // it may have been aborted while this file was loaded
    const timer = setTimeout(end, signal.aborted ? 0 : delay)
    signal.addEventListener('abort', end)
    function end() {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
  })
}

/** A hidden tab would swap late, and a browser without transitions, or a user who wants none, gets the plain swap. */
export function canTransition(): boolean {
  return !document.hidden && typeof document.startViewTransition === 'function' && !wantsLessMotion()
}

function wantsLessMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}

/** One at a time, as the browser would skip the one under way. Resolves with its swap, or when the call is aborted. */
export function swapInTransition<Swapped>(
  { page, controller: { signal } }: Pick<Call, 'page' | 'controller'>,
  swap: () => Swapped,
): Promise<Swapped | undefined> {
  return new Promise((resolve, reject) => {
    const begin = () => {
      if (signal.aborted) return
      let swapped: Swapped | undefined
      const { ready, updateCallbackDone, finished } = document.startViewTransition(() => {
        if (!signal.aborted) swapped = swap()
      })
      updateCallbackDone.then(() => resolve(swapped), reject)
      // the browser may skip it, and has swapped all the same; what the swap throws is told above
      ready.catch(() => {})
      return finished.catch(() => {})
    }
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
    page.transition = Promise.resolve(page.transition).then(begin).catch(reject)
  })
}

/** Gives the focus to a target; `places` are where the first that is invalid is looked for. */
export function moveFocus(call: Call, focus: string, places: Element[], scrolls: boolean): void {
  if (focus === 'preserve') return
  if (focus === 'none') return activeElement()?.blur()
  // one that is hidden or disabled does not take it
  const take = (el: Element) => {
    ;(el as HTMLElement).focus({ preventScroll: !scrolls })
    return el.matches(':focus')
  }
  if (focus === 'first-invalid') return void invalidIn(places).some(take)
  const [el] = findTargets(call, focus) as [HTMLElement]
  if (take(el) || el.hasAttribute('tabindex')) return
  // a heading, for one, takes it only then
  el.tabIndex = -1
  take(el)
}

/** In shadow roots, too. */
function activeElement(): HTMLElement | null {
  let el = document.activeElement
  while (el?.shadowRoot?.activeElement) el = el.shadowRoot.activeElement
  return el as HTMLElement | null
}

function invalidIn(places: Element[]): Element[] {
  const selector = ':invalid:not(form, fieldset), [aria-invalid=true]'
  const within = (el: Element) => [el, ...el.querySelectorAll(selector)].filter((each) => each.matches(selector))
  const found = places.flatMap(within)
  if (found.length > 0) return found
  const forms = places.map((el) => (el as HTMLInputElement).form ?? el.closest('form'))
  return forms.flatMap((form) => (form ? within(form) : []))
}

/** Scrolls to a target, the `top`, or the `target` of what went in. */
export function moveScroll(call: Call, scroll: string, places: Element[], smooth = true): void {
  const behavior = smooth && !wantsLessMotion() ? 'smooth' : 'instant'
  if (scroll === 'top') return window.scrollTo({ top: 0, behavior })
  const [el] = scroll === 'target' ? places : findTargets(call, scroll)
  if (!el) throw new HyperError('target', 'scroll: the target is not there any more; name a selector')
  el.scrollIntoView({ behavior })
}

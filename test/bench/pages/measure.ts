import type AlpineJs from 'alpinejs'
import type { ActionMagic } from '../../../plugin/index.js'

/** What a page of the benchmarks can do when it is told to, by name; what measures gives milliseconds. */
export type Measures = Record<string, (...parameters: never[]) => Promise<unknown>>

export function alpine(): AlpineJs.Alpine {
  return (window as unknown as { Alpine: AlpineJs.Alpine }).Alpine
}

/** Makes measures callable from outside, once Alpine has started. */
export function expose(measures: Measures): void {
  document.addEventListener('alpine:initialized', () => Object.assign(window, { measures }))
}

export function actionOf(el: HTMLElement): ActionMagic {
  // in a list, as Alpine calls a function that is the value of an expression
  const [action] = alpine().evaluate(el, '[$action]') as [ActionMagic]
  return action
}

/** The browser has shown the page as it is now. */
export function settled(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
}

/** Milliseconds from the start until `done`, which is asked whenever something in `el` changes. */
export function timed(el: Element, done: () => boolean, start: () => Promise<unknown>): Promise<number> {
  return new Promise((resolve, reject) => {
    const observer = new MutationObserver(() => {
      if (!done()) return
      const took = performance.now() - since
      observer.disconnect()
      finished.then(() => resolve(took))
    })
    observer.observe(el, { childList: true, characterData: true, subtree: true })
    setTimeout(() => reject(new Error('Nothing happened on the page in 30 seconds')), 30_000)
    const since = performance.now()
    const finished = start()
    finished.catch(reject)
  })
}

import type { Page } from './page.js'
import { isObject } from './reconcile.js'

/** A call under way, as `$action.pending()` and the like see it. */
export interface Entry {
  readonly name: string
  readonly source: Element
  /** The `x-data` elements around the source. */
  readonly roots: readonly Element[]
  readonly cancel: () => void
  data: unknown
  /** 0 to 1. */
  progress: number
}

/** An element, or data such as `{ id: 3 }`, that a call must have. */
export type Match = Element | Record<string, unknown>

/** The calls under way below the nearest root of an element. */
export function callsAround(page: Page, el: Element, name?: string, match?: Match): Entry[] {
  const root = rootOf(page, el)
  return page.calls.filter(
    (entry) =>
      (root === document.documentElement || entry.roots.includes(root)) &&
      (name === undefined || entry.name === name) &&
      (!match || (match instanceof Element ? entry.source === match : isObject(entry.data) && has(entry.data, match))),
  )
}

function has(data: Record<string, unknown>, match: Record<string, unknown>): boolean {
  return Object.keys(match).every((key) => data[key] === match[key])
}

/** Where failures are kept: the nearest root. */
export function rootOf(page: Page, el: Element): Element {
  return page.Alpine.closestRoot(el) ?? document.documentElement
}

/** Where field errors are kept: the nearest form, else the nearest root. */
export function formOf(page: Page, el: Element): Element {
  return (el as HTMLInputElement).form ?? el.closest('form') ?? rootOf(page, el)
}

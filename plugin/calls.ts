import type { Call } from './call.js'
import type { Page } from './page.js'

/** An element, or data such as `{ id: 3 }`, that a call must have. */
export type Match = Element | Record<string, unknown>

/** The calls under way below the nearest root of an element. */
export function callsAround(page: Page, el: Element, name?: string, match?: Match): Call[] {
  const root = rootOf(page, el)
  return page.calls.filter(
    (call) =>
      (root === document.documentElement || call.scope.some((layer) => layer.root === root)) &&
      (name === undefined || call.name === name) &&
      (!match || (match instanceof Element ? call.source === match : has(call.data, match))),
  )
}

function has(data: Record<string, unknown> | undefined, match: Record<string, unknown>): boolean {
  return Object.keys(match).every((key) => data?.[key] === match[key])
}

/** Where failures are kept: the nearest root. */
export function rootOf(page: Page, el: Element): Element {
  return page.Alpine.closestRoot(el) ?? document.documentElement
}

/** Where field errors are kept: the nearest form, else the nearest root. */
export function formOf(page: Page, el: Element): Element {
  const own = el.localName !== 'form' && (el as HTMLInputElement).form
  return own || (el.closest('form') ?? rootOf(page, el))
}

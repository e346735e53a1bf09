import { mergeAttributes } from '../attributes.js'
import { change } from '../change.js'
import { dispatch } from '../error.js'
import { idOf } from '../id.js'
import { before } from '../morph.js'
import { type Known, servedOf } from '../served.js'
import { morphSiblings } from '../walk.js'
import { forgetInput, renew, renewToasts } from './renew.js'
import type { Visits } from './visits.js'

/** An element of the page, and what the server sends for it. */
export type Region = readonly [live: Element, next: Element]

/** What changes: each match of a selector, told by its id, else by its place among them. */
export function regionsOf(root: Element, selector: string, select = selector): Region[] {
  const coming = [...root.querySelectorAll(select)]
  return [...document.querySelectorAll(selector)].flatMap((live, index) => {
    const next = idOf(live) ? coming.find((each) => idOf(each) === idOf(live)) : coming[index]
    return next ? [[live, next] as const] : []
  })
}

export interface Swapping {
  /** The page is another one, and not the same with another query. */
  readonly isOther: boolean
  /** What the user did to the page before is not for this one. */
  readonly forgets: boolean
  /** What the user edited since it was asked for. */
  readonly edited: Set<Element>
  /** `<html>` of the answer, if that is a whole page. */
  readonly root?: HTMLElement | undefined
}

/** Morphs regions of the page into those of another one. Gives those that are there now. */
export function swapRegions(visits: Visits, regions: readonly Region[], swapping: Swapping): Element[] {
  const { page } = visits
  const { isOther, forgets, edited, root } = swapping
  const changer = { page, edited, renews: true }
  // no effect runs before Alpine has seen all
  void page.Alpine.transaction(() => {})
  if (root)
    change(changer, visits.root, forgets, (to) => mergeAttributes(to, document.documentElement, visits.root, root))
  return regions.flatMap(([live, next]) => {
    const content = page.inert.createDocumentFragment()
    content.append(next)
    if (!dispatch(live, 'hyper:before-swap', { swap: 'outer', content })) return live
    const base = servedOf(page, live)
    const place = before(live, base)
    change(changer, base, forgets, (to) => {
      renewToasts(page, base as unknown as Element, next)
      if (isOther) renew(to, base, next)
      const old = base.parentNode ? [base] : []
      morphSiblings(to, place, old, [...content.childNodes])
    })
    // what leaves is not the server's any more
    const now = (live as Known).$base ? live : (place.after as Element)
    if (forgets) forgetInput(page, now)
    dispatch(now, 'hyper:after-swap', { swap: 'outer' })
    return now
  })
}

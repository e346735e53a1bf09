import type { Call } from './call.js'
import { type Changer, change, drop } from './change.js'
import { idOf } from './id.js'
import { deep } from './nodes.js'
import { forget, type Known, type Served, servedOf } from './served.js'
import { arrange, childrenOf, inside, morphSiblings, type Place } from './walk.js'

/**
 * Changes an element of the page, or what is in it, as the server's HTML changed since it was last sent. What only
 * Alpine, the user or another script changed stays. Tells whether all of it could be changed.
 */
export function morph(call: Changer, el: Element, content: Node, swap: 'outer' | 'inner', force?: boolean): boolean {
  const base = servedOf(call.page, el)
  const { held } = change(call, base, force, (to) =>
    swap === 'inner'
      ? morphSiblings(to, inside(el, base), childrenOf(base), childrenOf(content))
      : morphSiblings(to, before(el, base), [base], childrenOf(content)),
  )
  return !held
}

/** Puts new nodes after one that is there, or first; what has the id of one of them moves there. */
export function insert(call: Call, parent: Element, after: Node | null, content: Node): void {
  const base = servedOf(call.page, parent)
  let last: Known | null = after
  while (last && last.$base?.parentNode !== base) last = last.previousSibling
  const afterBase = last?.$base ?? null
  const root = parent.getRootNode() as Partial<Document>
  const isKnown = deep(content, '[id]').some((el) => root.getElementById?.(idOf(el)))
  change(call, base, false, (to) => {
    // a look at all that is there, for each of many that are added, would take ever longer
    if (!isKnown) to.ids = new Map()
    arrange(to, { parent, base, after, afterBase }, [], childrenOf(content))
  })
}

/** Puts new nodes where an element is. */
export function replace(call: Call, el: Element, content: Node): void {
  const base = servedOf(call.page, el)
  const place = before(el, base)
  // nothing that was there is one of them
  change(call, content, false, (to) => {
    forget(place.base)
    arrange(to, place, [], childrenOf(content))
    drop(to, base)
  })
}

export function remove(call: Call, el: Element): void {
  const base = servedOf(call.page, el)
  change(call, base, false, (to) => drop(to, base))
}

/** The place of an element. What is put beside a root of what the server sent is kept with it. */
export function before(el: Element, base: Served): Place {
  if (!base.parentNode) document.createDocumentFragment().append(base)
  return {
    parent: el.parentNode as Element,
    base: base.parentNode as Node,
    after: el.previousSibling,
    afterBase: base.previousSibling,
  }
}

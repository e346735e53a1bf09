import type { Swap } from '../server/wire.js'
import type { Call } from './call.js'
import { type Changer, change, drop } from './change.js'
import { type Served, servedOf } from './served.js'
import { childrenOf, inside, morphSiblings, type Place } from './walk.js'

/**
 * Changes an element of the page, or what is in it, as the server's HTML changed since it was last sent. What only
 * Alpine, the user or another script changed stays. Tells whether all of it could be changed.
 */
export function morph(call: Changer, el: Element, content: Node, swap: Swap, force?: boolean): boolean {
  const base = servedOf(call.page, el)
  const { held } = change(call, base, force, (to) =>
    swap === 'inner'
      ? morphSiblings(to, inside(el, base), childrenOf(base), childrenOf(content))
      : morphSiblings(to, before(el, base), [base], childrenOf(content)),
  )
  return !held
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

import type { Call } from './call.js'
import { change, drop } from './change.js'
import { idOf } from './id.js'
import { lastOf } from './inside-alpine.js'
import { before, morph } from './morph.js'
import { deep } from './nodes.js'
import { forget, type Known, servedOf } from './served.js'
import { type Engine, isInsertion } from './swap.js'
import { arrange, childrenOf } from './walk.js'

/** Carries out every swap, also those that do not morph. */
export const anySwap: Engine = (call, el, content, swap, force) => {
  if (swap === 'replace') replace(call, el, content)
  else if (!isInsertion(swap)) return morph(call, el, content, swap, force)
  else if (content.hasChildNodes()) {
    const after = { before: el.previousSibling, prepend: null, append: el.lastChild, after: lastOf(el) }
    const parent = /pend/.test(swap) ? el : (el.parentElement as Element)
    insert(call, parent, after[swap as 'before'], content)
  }
  return false
}

/** Puts new nodes after one that is there, or first; what has the id of one of them moves there. */
function insert(call: Call, parent: Element, after: Node | null, content: Node): void {
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
function replace(call: Call, el: Element, content: Node): void {
  const base = servedOf(call.page, el)
  const place = before(el, base)
  change(call, content, false, (to) => {
    // nothing that was there is one of them
    to.ids = new Map()
    forget(place.base)
    arrange(to, place, [], childrenOf(content))
    drop(to, base)
  })
}

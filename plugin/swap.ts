import type { ElementsData, Swap } from '../server/wire.js'
import type { Call } from './call.js'
import { HyperError } from './error.js'
import { parseMarkup } from './fragment.js'
import { idOf } from './id.js'
import { lastOf } from './inside-alpine.js'
import { insert, morph, remove, replace } from './morph.js'
import { findTargets } from './target.js'

/** Puts the markup of an item into the page. @throws HyperError `target` */
export function swapIn(
  call: Call,
  { markup, select, all, strict, target, swap = call.options.swap ?? 'outer', force }: ElementsData,
): void {
  if (swap === 'none') return
  let rest: DocumentFragment | undefined
  if (!target) {
    const content = parseMarkup(markup, null, select)
    // an insertion needs a place
    rest = /^(outer|inner|re)/.test(swap) ? placeById(call, content, swap, force) : content
    if (!rest.childElementCount && !rest.textContent?.trim()) return
    target = call.options.target
    if (!target) throw new HyperError('target', `no target, and no element with the id, for ${markup.slice(0, 60)}`)
  }
  try {
    for (const el of findTargets(call, target, all)) {
      const parent = /inner|pend/.test(swap) ? el : el.parentElement
      place(call, el, swap, rest ?? parseMarkup(markup, parent, select), force)
    }
  } catch (error) {
    call.failed ||= strict === true
    throw error
  }
}

/** Roots whose id is on the page go there; the others are left. */
function placeById(call: Call, content: DocumentFragment, swap: Swap, force?: boolean): DocumentFragment {
  for (const root of [...content.children]) {
    const live = idOf(root) && document.getElementById(idOf(root))
    if (!live) continue
    root.remove()
    // only now is it known whether it is to be SVG
    const alike = live.namespaceURI === root.namespaceURI
    const same = alike ? document.createDocumentFragment() : parseMarkup(root.outerHTML, live.parentElement)
    if (alike) same.append(root)
    if (swap === 'inner') same.replaceChildren(...(same.firstChild as Element).childNodes)
    place(call, live, swap, same, force)
  }
  return content
}

function place(call: Call, el: Element, swap: Swap, content: DocumentFragment, force?: boolean): void {
  if (swap === 'outer' || swap === 'inner') return morph(call, el, content, swap, force)
  if (swap === 'replace') return replace(call, el, content)
  if (swap === 'remove') return remove(call, el)
  // what is there already is morphed, so that an insertion that comes twice does no harm
  const rest = placeById(call, content, 'outer', force)
  if (!rest.childNodes.length) return
  const isInside = swap === 'append' || swap === 'prepend'
  const after = { before: el.previousSibling, prepend: null, append: el.lastChild, after: lastOf(el) }[swap as 'before']
  insert(call, isInside ? el : (el.parentElement as Element), after, rest)
}

import type { ElementsData, Swap } from '../server/wire.js'
import type { Call } from './call.js'
import { HyperError } from './error.js'
import { parseMarkup } from './fragment.js'
import { morph } from './morph.js'
import type { Page } from './page.js'
import { findTargets } from './target.js'

/** Puts the markup of an item into the page. @throws HyperError `target` */
export function swapIn(
  call: Call,
  { markup, select, all, strict, target, swap = call.options.swap ?? 'outer' }: ElementsData,
): void {
  if (swap === 'none') return
  let rest: DocumentFragment | undefined
  if (!target) {
    const content = parseMarkup(markup, null, select)
    // an insertion needs a place
    rest = /^(outer|inner|re)/.test(swap) ? placeById(call.page, content, swap) : content
    if (!rest.childElementCount && !rest.textContent?.trim()) return
    target = call.options.target
    if (!target) throw new HyperError('target', `no target, and no element with the id, for ${markup.slice(0, 60)}`)
  }
  try {
    const place = places[swap]
    // what has no id cannot be there already, and the browser inserts it at once
    const isNew = place && !rest && !select && !/[^\w-]id\s*=|<(html|body)[\s>]/i.test(markup)
    for (const el of findTargets(call, target, all)) {
      if (isNew) {
        el.insertAdjacentHTML(place, markup)
        continue
      }
      const parent = /inner|pend/.test(swap) ? el : el.parentElement
      insert(call.page, el, swap, rest ?? parseMarkup(markup, parent, select))
    }
  } catch (error) {
    call.failed ||= strict === true
    throw error
  }
}

const places: Partial<Record<Swap, InsertPosition>> = {
  before: 'beforebegin',
  prepend: 'afterbegin',
  append: 'beforeend',
  after: 'afterend',
}

/** Roots whose id is on the page go there; the others are left. */
function placeById(page: Page, content: DocumentFragment, swap: Swap): DocumentFragment {
  for (const root of [...content.children]) {
    const live = root.id && document.getElementById(root.id)
    if (!live) continue
    root.remove()
    // only now is it known whether it is to be SVG
    const same = parseMarkup(root.outerHTML, live.parentElement)
    if (swap === 'inner') same.replaceChildren(...(same.firstChild as Element).childNodes)
    insert(page, live, swap, same)
  }
  return content
}

function insert(page: Page, el: Element, swap: Swap, content: DocumentFragment): void {
  if (swap === 'outer' || swap === 'inner') return morph(page, el, content, `${swap}HTML`)
  if (swap === 'replace') return el.replaceWith(content)
  if (swap === 'remove') return el.remove()
  // what is there already is morphed, so that an insertion that comes twice does no harm
  el[swap as 'before'](placeById(page, content, 'outer'))
}

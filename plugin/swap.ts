import type { ElementsData, Swap } from '../server/wire.js'
import { problem } from './apply.js'
import type { Call } from './call.js'
import { HyperError } from './error.js'
import { parseMarkup } from './fragment.js'
import { morph } from './morph.js'
import type { Page } from './page.js'
import { findTargets } from './target.js'

/** Puts the markup of an item into the page. */
export function swapIn(page: Page, call: Call, { markup, select, all, strict, ...item }: ElementsData): void {
  const swap = item.swap ?? call.options.swap ?? 'outer'
  const place = (target: string, content: (el: Element) => DocumentFragment) => {
    try {
      for (const el of findTargets(call, target, all)) insert(page, el, swap, content(el))
    } catch (error) {
      if (strict) call.failed = true
      throw error
    }
  }
  const parse = (el: Element) =>
    parseMarkup(markup, swap === 'inner' || /pend$/.test(swap) ? el : el.parentElement, select)
  if (swap === 'none') return
  if (item.target !== undefined) return place(item.target, parse)

  const rest = byId(page, markup, swap, select)
  if (!rest.hasChildNodes()) return
  const { target } = call.options
  if (target !== undefined) return place(target, () => rest)
  problem(
    call,
    new HyperError(
      'target',
      `Markup without a target: no element of the page has the id of ${markup.trim().slice(0, 60)}`,
    ),
  )
}

/** Roots whose id is on the page go there; the others are left. */
function byId(page: Page, markup: string, swap: Swap, select: string | undefined): DocumentFragment {
  const content = parseMarkup(markup, null, select)
  for (const root of [...content.children]) {
    const live = root.id && document.getElementById(root.id)
    if (!live) continue
    // only now is the namespace of its place known
    const [same = root] = parseMarkup(root.outerHTML, live.parentElement).children
    root.remove()
    insert(page, live, swap, fragmentOf(same))
  }
  if (!content.textContent?.trim() && content.childElementCount === 0) content.replaceChildren()
  return content
}

function insert(page: Page, el: Element, swap: Swap, content: DocumentFragment): void {
  if (swap === 'outer') return morph(page, el, content, 'outerHTML')
  if (swap === 'inner') return morph(page, el, content, 'innerHTML')
  if (swap === 'replace') return el.replaceWith(content)
  if (swap === 'remove') return el.remove()
  if (swap === 'none') return
  // what is there already is morphed, so that an insertion that comes twice does no harm
  for (const root of [...content.children]) {
    const present = root.id && document.getElementById(root.id)
    if (present) morph(page, present, fragmentOf(root), 'outerHTML')
  }
  el[swap](content)
}

function fragmentOf(el: Element): DocumentFragment {
  const fragment = document.createDocumentFragment()
  fragment.append(el)
  return fragment
}

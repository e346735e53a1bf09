import type { ElementsData, Swap } from '../server/wire.js'
import type { Call } from './call.js'
import { dispatch, HyperError } from './error.js'
import { parseMarkup } from './fragment.js'
import { idOf, present } from './id.js'
import { morph, remove } from './morph.js'
import type { Known } from './served.js'
import { findTargets } from './target.js'

/** Puts content where, or beside where, an element is. True if the element is now what the content says. */
export type Engine = (call: Call, el: Element, content: DocumentFragment, swap: Swap, force?: boolean) => boolean

/** What a swap needs to know. */
interface Job {
  call: Call
  data: ElementsData
  swap: Swap
  engine: Engine
  /** Where the markup went. */
  places: Element[]
}

/**
 * Puts the markup of an item into the page, and returns the elements that it went to.
 *
 * @throws HyperError `target`
 */
export function swapIn(call: Call, data: ElementsData, engine: Engine = morph): Element[] {
  const { markup, select, all, strict } = data
  const swap = data.swap ?? call.options.swap ?? 'outer'
  const job: Job = { call, data, swap, engine, places: [] }
  let { target } = data
  let rest: DocumentFragment | undefined
  if (swap === 'none' || (!target && isThere(job, document.getElementById(firstId.exec(markup)?.[1] ?? '')))) return []
  if (!target) {
    const content = parseMarkup(call.page, markup, null, select)
    // an insertion needs a place
    rest = isInsertion(swap) ? content : placeById(job, content, swap)
    if (!rest.childElementCount && !rest.textContent?.trim()) return job.places
    target = call.options.target
    if (!target) throw new HyperError('target', `no target for ${markup.slice(0, 60)}; name one, or an id of the page`)
  }
  try {
    for (const el of findTargets(call, target, all)) {
      if (isThere(job, el)) continue
      const parent = /inner|pend/.test(swap) ? el : el.parentElement
      place(job, el, swap, rest ?? parseMarkup(call.page, markup, parent, select))
    }
  } catch (error) {
    call.failed ||= strict === true
    throw error
  }
  return job.places
}

const firstId = /^\s*<[^>]*?\sid="([^"]+)"/

export const isInsertion = (swap: Swap) => /^(before|after|.*pend)$/.test(swap)

/** Markup of one root says all of its element; the same again changes nothing. */
const keyOf = ({ data: { markup, select }, swap }: Job) => `${swap} ${select} ${markup}`

function isThere(job: Job, el: Element | null): boolean {
  const known = (el as Known | null)?.$base?.$markup
  return known !== undefined && known === keyOf(job)
}

/** Roots whose id is on the page go there; the others are left. */
function placeById(job: Job, content: DocumentFragment, swap: Swap): DocumentFragment {
  const roots = [...content.children]
  for (const root of roots) {
    const live = idOf(root) && document.getElementById(idOf(root))
    if (!live) continue
    content.removeChild(root)
    const same = document.createDocumentFragment()
    // only now is it known whether it is to be SVG
    same.append(
      live.namespaceURI === root.namespaceURI ? root : parseMarkup(job.call.page, root.outerHTML, live.parentElement),
    )
    if (swap === 'inner') same.replaceChildren(...(same.firstChild as Element).childNodes)
    place(job, live, swap, same, roots.length === 1)
  }
  return content
}

function place(
  job: Job,
  el: Element,
  swap: Swap,
  content: DocumentFragment,
  isOne = content.childNodes.length === 1,
): void {
  const { call, data, engine, places } = job
  const detail = {
    swap,
    get content() {
      // a listener may change it, and then it is not what the markup says
      isOne = false
      return content
    },
  }
  if (!dispatch(el, 'hyper:before-swap', detail)) return
  // what is there already is morphed, so that an insertion that comes twice does no harm
  if (isInsertion(swap)) placeById(job, content, 'outer')
  if (swap === 'remove') remove(call, el)
  else if (engine(call, el, content, swap, data.force) && isOne && el.isConnected) {
    const { $base } = el as Known
    if ($base) $base.$markup = keyOf(job)
  }
  const now = present(el)
  if (now) places.push(now)
  dispatch(now ?? undefined, 'hyper:after-swap', { swap })
}

import { renderedBy, templateOf, unwrite } from './inside-alpine.js'
import { deep } from './nodes.js'
import type { Page } from './page.js'

/**
 * A node of the HTML that the server sent last. Such nodes make a tree of their own, in a document in which nothing
 * loads or runs. It knows nothing of what Alpine, the user or other scripts made of the page. What ties both trees is
 * kept on the nodes, under names that no field of a form has, which would hide them: a `WeakMap` of very many slows down
 * whatever is added to it, and the collection of garbage.
 */
export type Served = Node & {
  /** Its node in the page. */
  $live?: Node
  /** The very markup that was morphed in here, as long as nothing changed it since. */
  $markup?: string
}

/** A node of the page, with what the server sent for it. */
export type Known = Node & { $base?: Served }

/** Keeps an element as the server sent it, before anybody changes it. */
export function keepServed({ inert }: Page, el: Element): Served {
  const base = inert.importNode(el, true)
  link(el, base)
  return base
}

/** Markup that is known there is not what is there any more. */
export function forget(base: Served): void {
  for (let each: Served | null = base; each; each = each.parentNode) delete each.$markup
}

/** Ties nodes of the page to those of the server, as far as they are alike; `skips` what Alpine has rendered among them. */
export function link(live: Known, base: Served, skips?: boolean): void {
  live.$base = base
  base.$live = live
  let own = base.firstChild
  // most nodes are texts
  if (!own) return
  let rendered: Node[] = []
  for (let each = live.firstChild; each && own; each = each.nextSibling) {
    if (each.nodeName !== own.nodeName || rendered.includes(each)) continue
    link(each, own, skips)
    own = own.nextSibling
    if (skips) rendered = rendered.concat(renderedBy(each, true))
  }
}

/** What the server sent for an element: known, or that of the template it was rendered from, or made from the page. */
export function servedOf(page: Page, el: Known & Element): Served {
  for (let root: (Known & Element) | null = el; root && !root.$base; root = root.parentElement) {
    const content = templateOf(root)?.content.firstElementChild
    if (content) link(root, content.cloneNode(true), true)
  }
  return el.$base ?? guess(page, el)
}

/** For an element that another script made: as it is, without what Alpine added. */
function guess({ Alpine, inert }: Page, el: Element): Served {
  const base = inert.importNode(el, true)
  const lives = deep(el)
  const copies = deep(base)
  const rendered = new Set(lives.flatMap((live) => renderedBy(live)))
  lives.forEach((live, index) => {
    const copy = copies[index] as Element
    if (rendered.has(live)) copy.remove()
    else unwrite(Alpine, live, copy)
  })
  link(el, base, true)
  return base
}

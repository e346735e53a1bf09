import type { Alpine } from './alpine.js'
import { renderedBy, templateOf, unwrite } from './inside-alpine.js'
import type { Page } from './page.js'

/**
 * A node of the HTML that the server sent last. Such nodes make a tree of their own, in a document in which nothing
 * loads or runs. It knows nothing of what Alpine, the user or other scripts made of the page.
 */
export type Served = Node & {
  /** Its node in the page. The names are none that a field of a form has, which would hide them. */
  $live?: Node
  /** The very markup that was morphed in here, as long as nothing changed it since. */
  $markup?: string
}

/** What the server sent, by the node of the page. */
export interface ServedNodes extends Pick<WeakMap<Node, Served>, 'get' | 'has' | 'delete'> {
  set(node: Node, base: Served): void
}

/** Kept on the nodes: a `WeakMap` of very many slows down whatever is added to it, and the collection of garbage. */
export function servedNodes(): ServedNodes {
  const key = Symbol()
  type Known = Record<typeof key, Served>
  return {
    get: (node) => (node as unknown as Partial<Known>)[key],
    has: (node) => key in node,
    set: (node, base) => Object.assign(node, { [key]: base }),
    delete: (node) => delete (node as unknown as Partial<Known>)[key],
  }
}

/** Keeps an element as the server sent it, before anybody changes it. */
export function keepServed({ served, inert }: Pick<Page, 'served' | 'inert'>, el: Element): Served {
  const base: Served = inert.importNode(el, true)
  link(served, el, base)
  return base
}

/** Markup that is known there is not what is there any more. */
export function forget(base: Served): void {
  for (let each: Served | null = base; each; each = each.parentNode) delete each.$markup
}

/** Ties nodes of the page to those of the server, as far as they are alike. */
export function link(served: ServedNodes, live: Node, base: Served, Alpine?: Alpine): void {
  served.set(live, base)
  base.$live = live
  let rendered: Element[] = []
  let own = base.firstChild
  for (let each = live.firstChild; each && own; each = each.nextSibling) {
    if (each.nodeName !== own.nodeName || rendered.includes(each as Element)) continue
    link(served, each, own, Alpine)
    own = own.nextSibling
    if (Alpine && each.nodeName === 'TEMPLATE') rendered = rendered.concat(renderedBy(Alpine, each as Element, true))
  }
}

/** What the server sent for an element: known, or that of the template it was rendered from, or made from the page. */
export function servedOf(page: Page, el: Element): Served {
  const { served, Alpine, inert } = page
  const known = served.get(el)
  if (known) return known
  for (let root: Element | null = el; root && !served.has(root); root = root.parentElement) {
    const content = templateOf(Alpine, root)?.content.firstElementChild
    if (content) link(served, root, content.cloneNode(true), Alpine)
  }
  return served.get(el) ?? guess(page, el, inert.importNode(el, true))
}

/** For an element that another script made: as it is, without what Alpine added. */
function guess(page: Page, el: Element, base: Element): Served {
  const [lives, copies] = [el, base].map((root) => [root, ...root.querySelectorAll('*')]) as [Element[], Element[]]
  const rendered = new Set(lives.flatMap((live) => renderedBy(page.Alpine, live)))
  lives.forEach((live, index) => {
    const copy = copies[index] as Element
    if (rendered.has(live)) copy.remove()
    else unwrite(page.Alpine, live, copy)
  })
  link(page.served, el, base, page.Alpine)
  return base
}

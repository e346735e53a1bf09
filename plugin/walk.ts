import { align, rising } from './align.js'
import { mergeAttributes } from './attributes.js'
import { type Change, drop, may } from './change.js'
import { changeOptions, setDefault } from './controls.js'
import { carries, touch } from './directives.js'
import { copiesOf, isAlive, lastOf } from './inside-alpine.js'
import { isKin, same, structural } from './likeness.js'
import { claim, idsBefore, move } from './moves.js'
import { deep, takeOut } from './nodes.js'
import { type Known, link, type Served } from './served.js'

/** A place between siblings: in the page, and among what the server sent. */
export interface Place {
  readonly parent: Element
  readonly base: Node
  /** The nodes that stay before it. */
  after: Node | null
  afterBase: Node | null
}

/** Siblings become those that the server sends now. */
export function morphSiblings(to: Change, place: Place, olds: readonly Served[], news: readonly Node[]): void {
  let [start, end, last] = [0, olds.length, news.length]
  const at = (old: number, next: number) => same(olds[old] as Node, news[next] as Node)
  while (start < Math.min(end, last) && at(start, start)) start++
  while (Math.min(end, last) > start && at(end - 1, last - 1)) {
    end--
    last--
  }
  place.afterBase = olds[start - 1] ?? place.afterBase
  for (let at = start; at-- && !follow(place, olds[at]?.$live); );
  arrange(to, place, olds.slice(start, end), news.slice(start, last))
}

/** Morphs, moves, adds and leaves out. */
export function arrange(to: Change, place: Place, olds: readonly Served[], news: readonly Node[]): void {
  const { parent, base } = place
  const { match, equal } = align(olds, news, (old, next) => isKin(to.call, old, next))
  const used = new Set(match)
  olds.forEach((old, index) => {
    if (!used.has(index)) drop(to, old)
  })
  let run = rising(match)
  if (run.length < match.filter((old) => old >= 0).length) {
    // the server changed the order: the client's is no more
    const places = new Map(Array.from(parent.childNodes, (node, index) => [node as Node | undefined, index]))
    run = rising(match.map((old) => places.get(olds[old]?.$live) ?? -1))
  }
  const staying = new Set(run)
  news.forEach((next, index) => {
    let own = olds[match[index] as number] ?? claim(to, next, base)
    const isThere = own?.$live?.isConnected
    // what the client took out comes back only if the server changed it
    if (own && !isThere && !equal.has(index)) {
      drop(to, own)
      own = undefined
    }
    if (!own) {
      if (may(to, parent, 'add', next)) create(to, place, next)
      return
    }
    if ((place.afterBase ? place.afterBase.nextSibling : base.firstChild) !== own) putAfter(base, own, place.afterBase)
    place.afterBase = own
    const { $live: live } = own
    if (!live || !isThere) return
    if (!staying.has(index)) move(live, parent, place.after)
    if (!equal.has(index)) morphNode(to, own, next)
    follow(place, live)
  })
}

/** What comes next goes behind a node, or behind what scripts wrapped around it, if it is still there. */
function follow(place: Place, live: Node | null | undefined): boolean {
  while (live && live.parentNode !== place.parent) live = live.parentNode
  if (live) place.after = lastOf(live)
  return !!live
}

/** Puts a new node there; elements in it that are in the page already move into it. */
function create(to: Change, place: Place, next: Served): void {
  const [, ...inner]: Served[] = deep(next, '[id]')
  if (inner.length) idsBefore(to)
  const live = document.importNode(next, true)
  link(live, next)
  putAfter(place.base, next, place.afterBase)
  putAfter(place.parent, live, place.after)
  place.afterBase = next
  follow(place, live)
  for (const each of inner) {
    const own = next.contains(each) && claim(to, each, place.base)
    if (!own) continue
    const shell = each.$live as Element
    move(own.$live as Node, shell.parentNode as Element, shell)
    takeOut(shell)
    each.parentNode?.replaceChild(own, each)
    morphNode(to, own, each)
  }
}

function putAfter(parent: Node, node: Node, after: Node | null): void {
  parent.insertBefore(node, after ? after.nextSibling : parent.firstChild)
}

function morphNode(to: Change, base: Served, next: Node): void {
  if (same(base, next)) return
  const { prefixed } = to.call.page.Alpine
  const [live, was, will] = [base.$live, base, next] as unknown as HTMLElement[] as [
    HTMLElement,
    HTMLElement,
    HTMLElement,
  ]
  const keeps = (part: string) => [was, will].some((el) => el.hasAttribute?.(prefixed(`keep${part}`)))
  delete base.$markup
  if (keeps('') || !may(to, live, 'update', next)) {
    to.held = true
    return
  }
  if (live.nodeType !== 1) {
    live.nodeValue = base.nodeValue = next.nodeValue
    return
  }
  const isOwned = (el: Element) => isAlive(live) && carries(el, prefixed('text'), prefixed('html'))
  const wasOwned = isOwned(was)
  const rendersAnew = structural.some((name) => was.getAttribute(prefixed(name)) !== will.getAttribute(prefixed(name)))
  mergeAttributes(to, live, was, will)
  const children = () => morphSiblings(to, inside(live, was), childrenOf(was), childrenOf(will))
  if (keeps('.children') || (live.isContentEditable && live.contains(document.activeElement))) to.held = true
  else if (live.localName === 'template') {
    if (!rendersAnew)
      morphRendered(to, live as HTMLTemplateElement, was as HTMLTemplateElement, will as HTMLTemplateElement)
    refill(live as HTMLTemplateElement, will as HTMLTemplateElement)
    refill(was as HTMLTemplateElement, will as HTMLTemplateElement)
  } else if (isOwned(will)) {
    if (!wasOwned) for (const child of childrenOf(was)) drop(to, child)
    was.replaceChildren(...will.childNodes)
  } else if (wasOwned) {
    for (const el of [live, was]) el.replaceChildren()
    children()
  } else if (live.localName === 'textarea') {
    const { textContent } = will
    if (textContent !== was.textContent)
      setDefault(to, live as HTMLTextAreaElement, () => Object.assign(live, { textContent }))
    Object.assign(was, { textContent })
  } else if (live.localName === 'select') changeOptions(to, live as HTMLSelectElement, children)
  else children()
}

export const childrenOf = (node: Node): Served[] => [...node.childNodes]

/** The place of the first child. */
export const inside = (parent: Element, base: Node): Place => ({ parent, base, after: null, afterBase: null })

/** What Alpine has rendered from a template follows it, and keeps its state. */
function morphRendered(
  to: Change,
  live: HTMLTemplateElement,
  was: HTMLTemplateElement,
  will: HTMLTemplateElement,
): void {
  const { prefixed } = to.call.page.Alpine
  const [old, next] = [was.content.firstElementChild, will.content.firstElementChild]
  if (!old || !next || same(was.content, will.content)) return
  if (!isKin(to.call, old, next)) return touch(live, ...structural.map((name) => prefixed(name)))
  for (const rendered of copiesOf(live) as Known[]) {
    if (!rendered.$base) link(rendered, old.cloneNode(true), true)
    morphNode(to, rendered.$base as Served, next.cloneNode(true))
  }
}

function refill({ content }: HTMLTemplateElement, next: HTMLTemplateElement): void {
  content.replaceChildren(content.ownerDocument.importNode(next.content, true))
}

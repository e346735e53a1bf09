import { align, rising } from './align.js'
import { mergeAttributes } from './attributes.js'
import type { Call } from './call.js'
import { changeOptions, setDefault } from './controls.js'
import { heirOf, keepFocus } from './focus.js'
import { idOf } from './id.js'
import { carries, isAlive, lastOf, leave, renderedBy, rescope, scopesOf, teleportedBy, touch } from './inside-alpine.js'
import type { Page } from './page.js'
import { link, type Served, servedOf } from './served.js'

/** What the steps of one change of the page share. */
export interface Morph {
  readonly page: Page
  readonly call: Call
  /** The server wins over what the user typed. */
  readonly force: boolean
  /** Of the server's HTML, where the change takes place. */
  readonly region: Served
  /** What the server left out. It goes when all else is in place, as something in it may have moved. */
  readonly leaving: Set<Served>
  /** Steps for when Alpine has seen the change. */
  readonly after: (() => void)[]
  /** The elements with an id that were there before. */
  ids?: Map<string, Served>
  /** Elements that moved to another place, with the scopes they had. */
  readonly moved: Map<Element, object[]>
  /** Something was left as it is, although the server changed it. */
  held?: boolean
}

/**
 * Changes an element of the page, or what is in it, as the server's HTML changed since it was last sent. What only
 * Alpine, the user or another script changed stays.
 */
export function morph(
  call: Call,
  el: Element,
  content: DocumentFragment,
  swap: 'outer' | 'inner',
  force = false,
): void {
  const base = servedOf(call.page, el) as Element
  const news = [...content.childNodes]
  change(call, base, force, (to) => {
    if (swap === 'inner') return morphChildren(to, base, el, [...base.childNodes], news)
    morphChildren(to, parentOf(base), el.parentNode as Element, [base], news, el.previousSibling)
  })
}

/** Puts new nodes into the page, after one that is there, or first; what has the id of one of them moves there. */
export function insert(call: Call, parent: Element, after: Node | null, content: DocumentFragment): void {
  const { served } = call.page
  const base = servedOf(call.page, parent) as Element
  let next = after ? after.nextSibling : parent.firstChild
  while (next && served.get(next)?.parentNode !== base) next = next.nextSibling
  const before = next && (served.get(next) as Served)
  change(call, base, false, (to) => arrange(to, base, parent, [], [...content.childNodes], after, before))
}

/** Puts new nodes where an element was, without a morph. */
export function replace(call: Call, el: Element, content: DocumentFragment): void {
  const base = servedOf(call.page, el)
  // where nothing is, nothing can move from
  change(call, content, false, (to) => {
    delete parentOf(base).markup
    arrange(to, parentOf(base), el.parentNode as Element, [], [...content.childNodes], el.previousSibling, base)
    drop(to, base)
  })
}

export function remove(call: Call, el: Element): void {
  const base = servedOf(call.page, el)
  change(call, base, false, (to) => drop(to, base))
}

/** Every node has one: what is put beside a root is kept with it. */
function parentOf(base: Served): ParentNode & Served {
  if (!base.parentNode) document.createDocumentFragment().append(base)
  return base.parentNode as unknown as ParentNode & Served
}

function change(call: Call, region: Served, force: boolean, act: (to: Morph) => void): void {
  const { page } = call
  const to: Morph = { page, call, region, force, leaving: new Set(), after: [], moved: new Map() }
  for (let base: Served | null = region; base; base = base.parentNode) delete base.markup
  const refocus = keepFocus()
  act(to)
  takeOut(to)
  refocus()
  // Alpine's own observer comes first
  queueMicrotask(() => {
    for (const step of to.after) step()
    settle(to)
  })
}

/** What is in other scopes now starts anew in them, once. */
function settle({ page, moved }: Morph): void {
  const changed = [...moved].filter(([el, was]) => {
    const scopes = scopesOf(page.Alpine, el.parentNode)
    return isAlive(el) && (scopes.length !== was.length || scopes.some((scope, index) => scope !== was[index]))
  })
  for (const [el] of changed) if (!changed.some(([other]) => other !== el && other.contains(el))) rescope(page, el)
}

function takeOut({ page, leaving, after }: Morph): void {
  const lives = Array.from(leaving, ({ live }) => live as Element)
  const goes = (el: Element) => lives.some((live) => live.contains(el))
  const active = document.activeElement
  const heir = active && lives.length && active !== document.body && goes(active) ? heirOf(active, goes) : undefined
  for (const live of lives) {
    page.served.delete(live)
    const out = () => {
      live.remove()
      // an element that moved out of it has kept Alpine from seeing this
      after.push(() => live.isConnected || live.nodeType !== 1 || page.Alpine.destroyTree(live as HTMLElement))
    }
    if (!leave(live, out)) out()
  }
  heir?.focus({ preventScroll: true })
}

/** Tells the page before a node changes; a listener may prevent it. */
function may(to: Morph, live: Node, change: 'update' | 'add' | 'remove', next?: Node): boolean {
  const event = new CustomEvent('hyper:morph', {
    bubbles: true,
    composed: true,
    cancelable: true,
    detail: { change, next },
  })
  const goesOn = live.dispatchEvent(event)
  if (!goesOn) to.held = true
  return goesOn
}

function same(old: Node, next: Node): boolean {
  if (!old.isEqualNode(next)) return false
  // equality does not look into templates
  const contents = contentsOf(next)
  return contentsOf(old).every((content, at) => same(content, contents[at] as Node))
}

function contentsOf(node: Node): DocumentFragment[] {
  const templates = [...((node as Element).querySelectorAll?.('template') ?? [])]
  if (node.nodeName === 'TEMPLATE') templates.push(node as HTMLTemplateElement)
  return templates.map(({ content }) => content)
}

/** Of one kind, so that the one can become the other. */
function isKin({ page: { Alpine } }: Morph, old: Node, next: Node): boolean {
  const [was, will] = [old, next] as [Element, Element]
  if (was.nodeName !== will.nodeName || was.nodeType !== 1) return was.nodeName === will.nodeName
  const agree = (name: string) => was.hasAttribute(name) === will.hasAttribute(name)
  if (was.localName === 'template') return structural.every((name) => agree(Alpine.prefixed(name)))
  // a component is told by the name its data begins with
  const [one, other] = [was, will].map((el) => /^\s*[\w$.]*/.exec(el.getAttribute(Alpine.prefixed('data')) ?? '-')?.[0])
  return (
    (one === other || !agree(Alpine.prefixed('data'))) &&
    (was.localName !== 'input' || was.getAttribute('type') === will.getAttribute('type'))
  )
}

function morphNode(to: Morph, base: Served, next: Node): void {
  if (same(base, next)) return
  const { Alpine } = to.page
  const [live, was, will] = [base.live, base, next] as unknown as [Element, Element, Element]
  delete base.markup
  const keeps = (name: string) => [was, will].some((el) => el.hasAttribute(Alpine.prefixed(`keep${name}`)))
  if (live.nodeType !== 1) {
    if (may(to, live, 'update', next)) live.nodeValue = base.nodeValue = next.nodeValue
    return
  }
  const isWritten = (live as HTMLElement).isContentEditable && live.contains(document.activeElement)
  if (keeps('') || !may(to, live, 'update', next)) {
    to.held = true
    return
  }
  const ownsChildren = (el: Element) => isAlive(live) && carries(el, Alpine.prefixed('text'), Alpine.prefixed('html'))
  const wasOwned = ownsChildren(was)
  const rendersAnew = structural.some(
    (name) => was.getAttribute(Alpine.prefixed(name)) !== will.getAttribute(Alpine.prefixed(name)),
  )
  mergeAttributes(to, live as HTMLElement, was as HTMLElement, will as HTMLElement)
  const children = () => morphChildren(to, was, live, [...was.childNodes], [...will.childNodes])
  if (keeps('.children') || isWritten) to.held = true
  else if (live.localName === 'template')
    morphTemplate(to, rendersAnew, ...([live, was, will] as HTMLTemplateElement[] as Templates))
  else if (ownsChildren(will)) was.replaceChildren(...will.childNodes)
  else if (wasOwned) {
    live.replaceChildren()
    was.replaceChildren()
    children()
  } else if (live.localName === 'textarea') {
    setDefault(to, live as HTMLTextAreaElement, () => {
      live.textContent = was.textContent = will.textContent
    })
  } else if (live.localName === 'select') changeOptions(to, live as HTMLSelectElement, children)
  else children()
}

const structural = ['for', 'if', 'teleport']

type Templates = [live: HTMLTemplateElement, was: HTMLTemplateElement, will: HTMLTemplateElement]

/** What a template has rendered follows it, with its state. */
function morphTemplate(to: Morph, rendersAnew: boolean, ...[live, was, will]: Templates): void {
  if (same(was.content, will.content)) return
  const { Alpine, served } = to.page
  const [old, next] = [was.content.firstElementChild, will.content.firstElementChild]
  for (const copy of rendersAnew ? [] : [...renderedBy(Alpine, live), teleportedBy(live)]) {
    if (!copy) continue
    if (old && !served.has(copy)) link(served, copy, old.cloneNode(true), to.page)
    if (old && next && isKin(to, old, next)) morphNode(to, served.get(copy) as Served, next.cloneNode(true))
    else for (const name of structural) touch(live, Alpine.prefixed(name))
  }
  live.content.replaceChildren(live.content.ownerDocument.importNode(will.content, true))
  was.content.replaceChildren(...will.content.childNodes)
}

/** Siblings follow the ones that the server sent last: `base` is the parent of these, `parent` that in the page. */
function morphChildren(
  to: Morph,
  base: ParentNode,
  parent: Element,
  olds: readonly Served[],
  news: readonly Node[],
  after: Node | null = null,
): void {
  let [start, end, last] = [0, olds.length, news.length]
  const at = (old: number, next: number) => same(olds[old] as Node, news[next] as Node)
  while (start < Math.min(end, last) && at(start, start)) start++
  while (Math.min(end, last) > start && at(end - 1, last - 1)) {
    end--
    last--
  }
  for (const { live } of olds.slice(0, start)) if (live?.parentNode === parent) after = live
  const before = olds[start] ?? olds.at(-1)?.nextSibling ?? null
  arrange(to, base, parent, olds.slice(start, end), news.slice(start, last), after && lastOf(after), before)
}

/** Morphs, moves, adds and leaves out, so that siblings are those that the server wants, in its order. */
function arrange(
  to: Morph,
  base: ParentNode,
  parent: Element,
  olds: readonly Served[],
  news: readonly Node[],
  after: Node | null,
  before: Served | null,
): void {
  const match = align(olds, news, { same, kin: (old, next) => isKin(to, old, next) })
  const used = new Set(match)
  olds.forEach((old, index) => {
    if (used.has(index)) return
    if (old === before) before = old.nextSibling
    drop(to, old)
  })
  const staying = new Set(rising(match))
  if (staying.size < used.size - (used.has(-1) ? 1 : 0)) {
    // the server changed the order: the client's is no more
    const places = new Map(Array.from(parent.childNodes, (node, index) => [node as Node | undefined, index]))
    staying.clear()
    for (const at of rising(match.map((old) => places.get(olds[old]?.live) ?? -1))) staying.add(at)
  }
  news.forEach((next, index) => {
    let own = olds[match[index] as number] ?? claim(to, next)
    const isKnown = own?.live?.isConnected
    // the client took it out: it comes back only if the server changed it
    if (own && !isKnown && !same(own, next)) {
      if (own === before) before = own.nextSibling
      ;(own as ChildNode).remove()
      own = undefined
    }
    if (own === before) before = own?.nextSibling ?? null
    else if (own) base.insertBefore(own, before)
    if (!own) {
      if (!may(to, parent, 'add', next)) return
      create(to, next, base, before, parent, after)
    } else if (isKnown) {
      if (!staying.has(index)) move(own, parent, after)
      morphNode(to, own, next)
    }
    const { live } = own ?? (next as Served)
    if (live?.parentNode === parent) after = lastOf(live)
  })
}

function drop(to: Morph, base: Served): void {
  if (!base.live || !may(to, base.live, 'remove')) return
  to.leaving.add(base)
  ;(base as ChildNode).remove()
}

/** The element with the id of a new one, from another place. */
function claim(to: Morph, next: Node): Served | undefined {
  const id = idOf(next)
  const own = id && (idsBefore(to).get(id) as (Served & ChildNode) | undefined)
  if (!own || !own.live?.isConnected || !isKin(to, own, next)) return undefined
  idsBefore(to).delete(id)
  to.leaving.delete(own)
  own.remove()
  if (own.live.nodeType === 1) to.moved.set(own.live as Element, scopesOf(to.page.Alpine, own.live.parentNode))
  return own
}

function idsBefore(to: Morph): Map<string, Served> {
  const roots = [to.region, ...to.leaving] as Element[]
  to.ids ??= new Map(roots.flatMap((root) => [root, ...withId(root)]).map((el) => [idOf(el), el]))
  return to.ids
}

const withId = (node: Node): Element[] => [...((node as Element).querySelectorAll?.('[id]') ?? [])]

/** Makes a new node; elements in it that are in the page already move in. */
function create(
  to: Morph,
  next: Served,
  base: ParentNode,
  before: Served | null,
  parent: Element,
  after: Node | null,
): void {
  const inner: Served[] = withId(next)
  if (inner.length) idsBefore(to)
  const live = document.importNode(next, true)
  base.insertBefore(next, before)
  link(to.page.served, live, next)
  parent.insertBefore(live, after ? after.nextSibling : parent.firstChild)
  for (const each of inner) {
    const own = next.contains(each) && claim(to, each)
    if (!own) continue
    const place = each.live as Element
    move(own, place.parentNode as Element, place)
    place.remove()
    ;(each as Element).replaceWith(own)
    morphNode(to, own, each)
  }
}

/** Moves a node, and what Alpine rendered behind it. */
function move({ live }: Served, parent: Element, after: Node | null): void {
  const last = lastOf(live as Node)
  for (let node = live as Node | null; node; ) {
    const next: Node | null = node === last ? null : node.nextSibling
    const before = after ? after.nextSibling : parent.firstChild
    if (node !== before) {
      // keeps focus, frames and media going
      if ('moveBefore' in parent && node.isConnected) (parent.moveBefore as typeof parent.insertBefore)(node, before)
      else parent.insertBefore(node, before)
    }
    after = node
    node = next
  }
}

import type { Change } from './change.js'
import { idOf } from './id.js'
import { lastOf, scopesOf } from './inside-alpine.js'
import { isKin } from './likeness.js'
import { deep, takeOut } from './nodes.js'
import type { Served } from './served.js'

/** Takes the element with the id of a new one, that comes into another, from where it was. */
export function claim(to: Change, next: Node, into: Node): Served | undefined {
  const { Alpine } = to.call.page
  const id = idOf(next)
  const own = id ? idsBefore(to).get(id) : undefined
  if (!own?.$live?.isConnected || own.contains(into) || !isKin(to.call, own, next)) return undefined
  idsBefore(to).delete(id)
  to.leaving.delete(own)
  takeOut(own)
  to.moved.set(own.$live as Element, scopesOf(Alpine, own.$live.parentNode))
  return own
}

/** To be called before anything new with an id is there. */
export function idsBefore(to: Change): NonNullable<Change['ids']> {
  if (to.ids) return to.ids
  const ids: Change['ids'] = new Map()
  // one that is not alone says nothing
  for (const root of new Set([to.region, ...to.leaving]))
    for (const el of deep(root, '[id]')) ids.set(idOf(el), ids.has(idOf(el)) ? undefined : el)
  to.ids = ids
  return ids
}

/** Moves a node, and what Alpine rendered behind it. */
export function move(live: Node, parent: Element, after: Node | null): void {
  const last = lastOf(live)
  for (let node: Node | null = live; node; ) {
    const next: Node | null = node === last ? null : node.nextSibling
    const before = after ? after.nextSibling : parent.firstChild
    // keeps focus, frames and media going
    if ('moveBefore' in parent && node.isConnected) (parent.moveBefore as typeof parent.insertBefore)(node, before)
    else parent.insertBefore(node, before)
    after = node
    node = next
  }
}

import type { Alpine } from './alpine.js'
import { isDirective, touch } from './directives.js'
import { copiesOf, isAlive, type Living, scopesOf, undo } from './inside-alpine.js'
import { deep, within } from './nodes.js'
import type { Page } from './page.js'

/** Takes what `:class` or `:style` added off again, and tells whether there was any. */
export function unbind(el: Element, name: keyof typeof undo): boolean {
  const take = (el as Living)[undo[name]]
  take?.()
  delete (el as Living)[undo[name]]
  return !!take
}

/** Lets Alpine see neither attributes nor children of an element that change, until it is called again. */
export const overlook = marking('_x_ignoreMutationObserver')

/** Lets Alpine start no directive of an element, until it is called again. */
export const hold = marking('_x_ignoreSelf')

function marking(field: '_x_ignoreMutationObserver' | '_x_ignoreSelf') {
  return (el: Living) => {
    el[field] = true
    return () => delete el[field]
  }
}

/** Binds what is in an element to the scopes that are around it now. Each `x-data` in it goes on with its state. */
export function rescope({ Alpine }: Page, root: Element): void {
  if (!Alpine.closestRoot(root, true)) return Alpine.destroyTree(root)
  const all = deep(root) as Living[]
  const isRendered = within(all.flatMap(copiesOf))
  const [data, init] = [Alpine.prefixed('data'), Alpine.prefixed('init')]
  for (const el of all) {
    // what is rendered will be rendered again
    if (!isAlive(el) || isRendered(el)) continue
    const [own] = el._x_dataStack ?? []
    delete el._x_dataStack
    if (own && el.hasAttribute(data)) el._x_dataStack = [own, ...scopesOf(Alpine, el.parentNode)]
    for (const { name } of el.attributes)
      if (isDirective(Alpine, name) && name !== data && name !== init) touch(el, name)
  }
}

/**
 * To be called before directives change and, what it returns, after Alpine has seen it: effects of the old ones that wait
 * to run would run once more, for Alpine stops them but leaves them in its queue.
 */
export function dropStale({ destroyTree }: Alpine, el: Element): () => void {
  const before = [...((el as Living)._x_effects ?? [])]
  return () => {
    const _x_effects = before.filter((effect) => !(el as Living)._x_effects?.has(effect))
    destroyTree({ _x_effects } as unknown as Element, (root, clean) => clean(root))
  }
}

/** Without its x-data an element has the scopes of its parent: Alpine, which filters them, would keep those of before. */
export function forgetScopes(el: Element): void {
  Object.assign((el as Living)._x_dataStack ?? [], { filter: () => undefined })
}

/** `x-data` is the seed of the state: a key whose seed the server changed takes the new one, the others keep theirs. */
export function reseed(Alpine: Alpine, el: Element, was: string, now: string): void {
  const [state] = (el as Living)._x_dataStack ?? []
  const seed = (expression: string) => Alpine.evaluateRaw(el, expression || '{}') as Record<string, unknown>
  const print = (value: unknown) => (typeof value === 'function' ? String(value) : JSON.stringify(value))
  try {
    const before = seed(was)
    for (const [name, value] of Object.entries(seed(now)))
      if (state && print(value) !== print(before[name])) Object.assign(state, { [name]: value })
  } catch {
    // seeds that cannot be read outside of their x-data cannot be compared: the state stays
  }
}

/** Takes an element out when its leave transition, if it has one that can be seen, is over. */
export function leave(el: Element, out: () => void): void {
  const { _x_transition } = el as Living
  // that it can be seen is asked last, as it makes the browser lay out the page
  if (!_x_transition?.out || document.hidden || !(el.checkVisibility?.() ?? true)) return out()
  // what comes meanwhile may have these ids
  for (const each of deep(el, '[id]')) each.removeAttribute('id')
  ;(el as HTMLElement).inert = true
  _x_transition.out(() => {}, out)
}

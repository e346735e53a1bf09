import type { Alpine, Data } from './alpine.js'

/** One layer of what an element's expressions see: the `x-data` of a root, or the loop variables of an `x-for` row. */
export type Layer = { readonly root: Element } | { readonly root?: undefined; readonly row: Data }

/**
 * The layers around an element, from inside out. Rows are copied: when a row without a key is reused for another
 * record, the copy still has the record that the user meant.
 */
export function captureScope(Alpine: Alpine, el: Element): Layer[] {
  const roots = new Map<unknown, Element>()
  for (const root of rootsOf(Alpine, el)) roots.set(Alpine.closestDataStack(root)[0], root)
  return Alpine.closestDataStack(el).map((data) => {
    const root = roots.get(data)
    return root ? { root } : { row: { ...data } }
  })
}

/** The `x-data` elements around an element, from inside out, through teleports and shadow roots. */
export function rootsOf(Alpine: Alpine, el: Element): Element[] {
  const roots: Element[] = []
  let root: Element | undefined = Alpine.closestRoot(el)
  while (root) {
    const inner = root
    roots.push(inner)
    root = Alpine.findClosest(inner, (each) => each !== inner && Alpine.closestRoot(each) === each)
  }
  return roots
}

/** The data of a layer as it is now; undefined if its root is gone and no other has its id. */
export function dataOf(Alpine: Alpine, { root, ...layer }: Layer): Data | undefined {
  if (!root) return (layer as { row: Data }).row
  const live = root.isConnected ? root : document.getElementById(root.id)
  return live ? Alpine.closestDataStack(live)[0] : undefined
}

/** A scope for an expression that is evaluated later than its event. */
export function scopeFor(Alpine: Alpine, layers: readonly Layer[], extra: Data): Data {
  return Alpine.mergeProxies([extra, ...layers.map((layer) => dataOf(Alpine, layer) ?? {})])
}

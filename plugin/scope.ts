import type { Alpine, Data } from './alpine.js'
import { idOf } from './id.js'

/** One layer of what an element's expressions see: the `x-data` of a root, or the loop variables of an `x-for` row. */
export interface Layer {
  readonly root: Element | undefined
  readonly data: Data
}

/**
 * The layers around an element, from inside out. Rows are copied: when a row without a key is reused for another
 * record, the copy still has the record that the user meant.
 */
export function captureScope(Alpine: Alpine, el: Element): Layer[] {
  const roots = new Map(rootsOf(Alpine, el).map((root) => [Alpine.closestDataStack(root)[0], root]))
  return Alpine.closestDataStack(el).map((data) => {
    const root = roots.get(data)
    return { root, data: root ? data : { ...data } }
  })
}

/** The `x-data` elements around an element, from inside out, through teleports and shadow roots. */
export function rootsOf(Alpine: Alpine, el: Element): Element[] {
  const roots: Element[] = []
  Alpine.findClosest(el, (each) => {
    if (Alpine.closestRoot(each) === each) roots.push(each)
    return false
  })
  return roots
}

/** The data of a layer as it is now; undefined if its root is gone and no other has its id. */
export function dataOf(Alpine: Alpine, { root, data }: Layer): Data | undefined {
  if (!root) return data
  const live = root.isConnected ? root : document.getElementById(idOf(root))
  return live ? Alpine.closestDataStack(live)[0] : undefined
}

import type { Alpine, Data } from './alpine.js'
import { present } from './id.js'

/** One layer of what an element's expressions see: the `x-data` of a root, or the loop variables of an `x-for` row. */
export interface Layer {
  readonly root: Element | undefined
  readonly data: Data
}

/**
 * The layers around an element, from inside out, through teleports and shadow roots. Rows are copied: when a row without
 * a key is reused for another record, the copy still has the record that the user meant.
 */
export function captureScope({ closestDataStack, closestRoot, findClosest }: Alpine, el: Element): Layer[] {
  const roots = new Map<Data | undefined, Element>()
  findClosest(el, (each) => {
    if (closestRoot(each) === each) roots.set(closestDataStack(each)[0], each)
    return false
  })
  return closestDataStack(el).map((data) => {
    const root = roots.get(data)
    return { root, data: root ? data : { ...data } }
  })
}

/** The data of a layer as it is now; undefined if its root is gone and no other has its id. */
export function dataOf({ closestDataStack }: Alpine, { root, data }: Layer): Data | undefined {
  if (!root) return data
  const live = present(root)
  return live ? closestDataStack(live)[0] : undefined
}

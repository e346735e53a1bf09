import { type ItemOf, item } from '../item.js'

export type Reload = ItemOf<'reload'>

/** Loads the page anew. Terminal: what follows is never run. */
export function reload(): Reload {
  return item('reload', {})
}

import { type ItemOf, item } from '../item.js'
import type { Word } from './elements.js'
import { checkTarget } from './focus.js'

export type Scroll = ItemOf<'scroll'>

export interface ScrollOptions {
  /** Glides there, unless the user prefers reduced motion. Default `true`. */
  smooth?: boolean
}

/**
 * Scrolls to an element, or to the `top` of the page, once Alpine has set up what came before.
 *
 * @throws TypeError for an empty target.
 */
export function scroll(target: Word<'top'>, options: ScrollOptions = {}): Scroll {
  return item('scroll', { target: checkTarget('scroll', target), ...options })
}

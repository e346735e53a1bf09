import { type ItemOf, item } from '../item.js'
import type { Word } from './elements.js'

export type Focus = ItemOf<'focus'>

/**
 * Gives an element the focus, once Alpine has set up what came before: `focus('#title')`, `focus('closest dialog')`;
 * `first-invalid` is the first control of the call's form that is `:invalid` or has `aria-invalid="true"`, `none` takes
 * the focus away. An element that takes none by itself, such as a heading, gets `tabindex="-1"`.
 *
 * @throws TypeError for an empty target.
 */
export function focus(target: Word<'first-invalid' | 'none'>): Focus {
  return item('focus', { target: checkTarget('focus', target) })
}

export function checkTarget(name: string, target: string): string {
  if (typeof target === 'string' && target.trim() !== '') return target
  throw new TypeError(`${name}(): the target is a selector such as "#title", not ${JSON.stringify(target)}`)
}

import { type ItemOf, item } from '../item.js'

export type Remove = ItemOf<'remove'>

/** Removes an element: `remove('#todo-3')`, `remove('closest li')`; every match with `all`, else the first. */
export function remove(target: string, options: { all?: boolean } = {}): Remove {
  return item('remove', { target, ...options })
}

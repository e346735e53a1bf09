import { type ItemOf, item } from '../item.js'

export type Close = ItemOf<'close'>

/**
 * Closes a `<dialog>`, modal or not, a `<details>` or a popover: `close('#edit')`, `close('closest dialog')`; every
 * match with `all`, else the first. One that is closed already stays so.
 */
export function close(target: string, options: { all?: boolean } = {}): Close {
  return item('close', { target, ...options })
}

import { type ItemOf, item } from '../item.js'

export type Progress = ItemOf<'progress'>

/**
 * How much is done, as `$action.progress()` tells it.
 *
 * @param value 0 to 1.
 * @throws TypeError for anything else.
 */
export function progress(value: number): Progress {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1))
    throw new TypeError(`progress(): ${value} is not between 0 and 1`)
  return item('progress', { value })
}

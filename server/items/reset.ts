import { type ItemOf, item } from '../item.js'

export type Reset = ItemOf<'reset'>

export interface ResetOptions {
  /** Every match of the target. Default: the first. */
  all?: boolean
  /** Resets also what the user edited since the call left. */
  force?: boolean
}

/**
 * Puts a form, a control, or all of them in an element back to their defaults, and `x-model` with them: `reset('#add')`,
 * `reset('closest form')`. A control that the user edited since the call left keeps its value, unless `force`.
 */
export function reset(target: string, options: ResetOptions = {}): Reset {
  return item('reset', { target, ...options })
}

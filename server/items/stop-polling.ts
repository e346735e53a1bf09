import { type ItemOf, item } from '../item.js'

export type Stop = ItemOf<'stop'>

/** Stops the polling of the element that made the call: `x-action:poll`. The status 286 means the same. */
export function stopPolling(): Stop {
  return item('stop', {})
}

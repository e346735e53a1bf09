import { type ItemOf, item } from '../item.js'
import { hostile } from '../wire.js'

export type Signals = ItemOf<'signals'>
export type Signal = Signals

/** Names and the values the page's state is to have. */
export interface SignalValues {
  readonly [name: string]: unknown
}

export interface SignalsOptions {
  /** Apply objects as a JSON Merge Patch (RFC 7396) inside the value: `null` removes a member. */
  merge?: boolean
  /** Set only what has no value yet. */
  ifMissing?: boolean
  /** Win over what the user typed since the call left. */
  force?: boolean
  /** Selector of the element whose scope is meant, for example `'#cart'`. Default: where the call was made. */
  scope?: string
}

/**
 * Sets Alpine state. A name goes to the nearest `x-data` that has it; `$name` to the global store, `$hyper.name`;
 * `user.name` and `rows.0.title` reach inside a value. The page's value ends equal to the one sent, and what did not
 * change keeps its identity.
 *
 * @throws TypeError for an empty name, or one that would reach a prototype.
 */
export function signals(values: SignalValues, options: SignalsOptions = {}): Signals {
  for (const name in values) checkName(name)
  return item('signals', { values: { ...values }, ...options })
}

/** Sets one value of Alpine state; see {@link signals}. */
export function signal(name: string, value: unknown, options: SignalsOptions = {}): Signal {
  return signals({ [name]: value }, options)
}

export function checkName(name: string): void {
  if (hostile.test(name) || !/^\$?[^.$][^.]*(\.[^.]+)*$/.test(name)) {
    throw new TypeError(
      `signals(): ${JSON.stringify(name)} cannot name a signal; write "count", "$total" or "user.name"`,
    )
  }
}

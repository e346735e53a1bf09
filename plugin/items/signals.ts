import type { SignalsData } from '../../server/wire.js'
import { attempt } from '../attempt.js'
import type { Call } from '../call.js'
import type { Applier } from '../items.js'
import { setSignal } from '../signal.js'

export const signals: Applier<'signals'> = (data, call) =>
  // it was not loaded before, if the user edited while an item before this one was waited for
  data.merge || call.edited.size
    ? import('./careful-signals.js').then((file) => file.signals(data, call))
    : setAll(data, call)

/** @param combine makes the new value of the one that is there and the one that was sent. */
export function setAll(
  { values, ...options }: SignalsData,
  call: Call,
  combine?: (present: unknown, sent: unknown) => unknown,
): void {
  const set = setSignal(call, options, combine)
  for (const name in values) {
    attempt(
      call,
      () => `The signal "${name}"`,
      () => set(name, values[name]),
    )
  }
}

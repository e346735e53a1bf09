import { attempt } from '../apply.js'
import type { Applier } from '../items.js'
import { setSignal } from '../signal.js'

export const signals: Applier<'signals'> = ({ values, ...options }, call) => {
  const set = setSignal(call, options)
  for (const name in values) {
    attempt(
      call,
      () => `The signal "${name}"`,
      () => set(name, values[name]),
    )
  }
}

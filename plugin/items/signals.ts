import { problem } from '../apply.js'
import { HyperError } from '../error.js'
import type { Applier } from '../items.js'
import { setSignal } from '../signal.js'

export const signals: Applier<'signals'> = ({ values, ...options }, call, page) => {
  const set = setSignal(page, call, options)
  for (const name in values) {
    try {
      set(name, values[name])
    } catch (cause) {
      problem(
        call,
        cause instanceof HyperError
          ? cause
          : new HyperError('signal', `The signal "${name}" could not be set: ${cause}`, { cause }),
      )
    }
  }
}

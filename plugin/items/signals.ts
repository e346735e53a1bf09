import { attempt } from '../apply.js'
import { keepModels } from '../edits.js'
import type { Applier } from '../items.js'
import { setSignal } from '../signal.js'

export const signals: Applier<'signals'> = ({ values, force, ...options }, call) => {
  const set = setSignal(call, options)
  const putBack = force || !call.edited.size ? undefined : keepModels(call)
  for (const name in values) {
    attempt(
      call,
      () => `The signal "${name}"`,
      () => set(name, values[name]),
    )
  }
  putBack?.()
}

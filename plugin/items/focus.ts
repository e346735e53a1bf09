import { turn } from '../apply.js'
import type { Applier } from '../items.js'
import { moveFocus } from '../staged.js'

/** After a turn, as Alpine has set up by then what came before. */
export const focus: Applier<'focus'> = async ({ target }, call) => {
  await turn()
  if (!call.controller.signal.aborted) moveFocus(call, target, [call.form], true)
}

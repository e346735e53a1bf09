import { nextFrame } from '../frame.js'
import { present } from '../id.js'
import type { Applier } from '../items.js'
import { moveFocus } from '../staged.js'

export const focus: Applier<'focus'> = async ({ target }, call) => {
  await nextFrame()
  if (!call.controller.signal.aborted) moveFocus(call, target, [present(call.form) ?? call.form], true)
}

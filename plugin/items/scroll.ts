import { nextFrame } from '../frame.js'
import type { Applier } from '../items.js'
import { moveScroll } from '../staged.js'

export const scroll: Applier<'scroll'> = async ({ target, smooth }, call) => {
  await nextFrame()
  if (!call.controller.signal.aborted) moveScroll(call, target, [], smooth)
}

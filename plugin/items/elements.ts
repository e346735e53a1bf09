import type { Applier } from '../items.js'
import { swapIn } from '../swap.js'

export const elements: Applier<'elements'> = (data, call) => {
  const { transition, swapDelay, settleDelay, focus, scroll, swap = call.options.swap } = data
  if (swap === 'idiomorph')
    return import('../idiomorph.js').then(({ morphPlainly }) => {
      if (!call.controller.signal.aborted) swapIn(call, data, morphPlainly)
    })
  // what does not wait goes in with the items before it
  const places = transition || swapDelay ? undefined : swapIn(call, data)
  if (places && !focus && !scroll && !settleDelay) return
  return import('../staged.js').then(({ staged }) => staged(call, data, () => places ?? swapIn(call, data)))
}

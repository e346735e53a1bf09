import { anySwap } from '../insert.js'
import type { Applier } from '../items.js'
import { swapIn } from '../swap.js'
import { putIn } from './elements.js'

/** Elements with any swap, where some do not morph, or not by our own morph. */
export const elements: Applier<'elements'> = (data, call) => {
  const { swap = call.options.swap } = data
  if (swap !== 'idiomorph') return putIn(data, call, anySwap)
  return import('../idiomorph.js').then(({ morphPlainly }) => {
    if (!call.controller.signal.aborted) swapIn(call, data, morphPlainly)
  })
}

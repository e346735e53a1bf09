import type { ElementsData } from '../../server/wire.js'
import type { Call } from '../call.js'
import type { Applier } from '../items.js'
import { type Engine, swapIn } from '../swap.js'

/** Tells by a swap, or by the JSON of an item, that our morph is not what carries it out. */
export const isOther = /(^|"swap":")(before|after|prepend|append|replace|idiomorph)($|")/

export const elements: Applier<'elements'> = (data, call) =>
  isOther.test(`${data.swap ?? call.options.swap}`)
    ? import('./other-swaps.js').then((file) => file.elements(data, call))
    : putIn(data, call)

/** @param engine if not the one that morphs. */
export function putIn(data: ElementsData, call: Call, engine?: Engine): void | Promise<void> {
  const { transition, swapDelay, settleDelay, focus, scroll } = data
  // what does not wait goes in with the items before it
  const places = transition || swapDelay ? undefined : swapIn(call, data, engine)
  if (places && !focus && !scroll && !settleDelay) return
  return import('../staged.js').then(({ staged }) => staged(call, data, () => places ?? swapIn(call, data, engine)))
}

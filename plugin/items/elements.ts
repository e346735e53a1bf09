import type { ElementsData } from '../../server/wire.js'
import type { Call } from '../call.js'
import type { Applier } from '../items.js'
import { type Engine, swapIn } from '../swap.js'

/** Tells by a swap, or by the JSON of an item, that something goes beside an element, or in its place. */
export const isInserted = /(^|"swap":")(before|after|prepend|append|replace)($|")/

export const elements: Applier<'elements'> = (data, call) =>
  isInserted.test(`${data.swap ?? call.options.swap}`)
    ? import('./insertions.js').then((file) => file.elements(data, call))
    : putIn(data, call)

/** @param engine if not the one that morphs. */
export function putIn(data: ElementsData, call: Call, engine?: Engine): void | Promise<void> {
  const { transition, swapDelay, settleDelay, focus, scroll, swap = call.options.swap } = data
  if (swap === 'idiomorph')
    return import('../idiomorph.js').then(({ morphPlainly }) => {
      if (!call.controller.signal.aborted) swapIn(call, data, morphPlainly)
    })
  // what does not wait goes in with the items before it
  const places = transition || swapDelay ? undefined : swapIn(call, data, engine)
  if (places && !focus && !scroll && !settleDelay) return
  return import('../staged.js').then(({ staged }) => staged(call, data, () => places ?? swapIn(call, data, engine)))
}

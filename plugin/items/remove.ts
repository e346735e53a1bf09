import type { Applier } from '../items.js'
import { remove as take } from '../morph.js'
import { findTargets } from '../target.js'

export const remove: Applier<'remove'> = ({ target, all }, call) => {
  for (const el of findTargets(call, target, all)) take(call, el)
}

import { anySwap } from '../insert.js'
import type { Applier } from '../items.js'
import { putIn } from './elements.js'

/** Elements with any swap, where some do not morph. */
export const elements: Applier<'elements'> = (data, call) => putIn(data, call, anySwap)

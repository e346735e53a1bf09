import type { Applier } from '../items.js'
import { swapIn } from '../swap.js'

export const elements: Applier<'elements'> = (data, call) => swapIn(call, data)

import type { Rates } from '../faults/fault.js'

/** About a third of the exchanges pass as they are. */
export const rates: Required<Rates> = {
  cut: 0.18,
  delay: 0.08,
  stall: 0.06,
  duplicate: 0.1,
  drop: 0.08,
  throttle: 0.1,
  half: 0.05,
}

/** What a page bears that never calls again, and a server that never remembers: nothing is lost, and nothing comes twice. */
export const harmless: Rates = { delay: 0.25, throttle: 0.25, stall: 0.25 }

import type { RateStore } from './rate-limit.js'

/** Keys that are remembered; then the one that called longest ago is forgotten. */
const size = 10_000

/**
 * A token bucket for each key, by the generic cell rate algorithm (ITU-T I.371): one number says all, the time at which
 * the bucket is full again.
 */
export function createMemory(): RateStore {
  const fullAt = new Map<string, number>()
  return {
    take(key, { calls, per }) {
      const now = performance.now()
      const refill = per / calls
      const full = Math.max(fullAt.get(key) ?? 0, now)
      // a microsecond is forgiven, as the sums are not exact
      const wait = full - now - (per - refill)
      const taken = wait < 0.001
      fullAt.delete(key)
      fullAt.set(key, taken ? full + refill : full)
      if (fullAt.size > size) fullAt.delete(fullAt.keys().next().value ?? '')
      return taken ? 0 : wait
    },
  }
}

import type { Call } from './call.js'
import { HyperError, report } from './error.js'

/** One bad item does not stop the next: it is reported, and the outcome says so. */
export function attempt(call: Call, what: () => string, act: () => void | Promise<void>): void | Promise<void> {
  const fail = (cause: unknown) => {
    const error =
      cause instanceof HyperError ? cause : new HyperError('item', `${what()} was not applied: ${cause}`, { cause })
    call.problems.push(error)
    report(call.source, error)
  }
  try {
    // what returns nothing may by its type return anything
    const doing: unknown = act()
    if (doing instanceof Promise) return doing.catch(fail)
  } catch (cause) {
    fail(cause)
  }
}

import type { Call } from './call.js'
import { type ErrorCode, failureOf, HyperError, report } from './error.js'

/** One bad item does not stop the next: it is reported, and the outcome says so. */
export function attempt(call: Call, what: () => string, act: () => void | Promise<void>): void | Promise<void> {
  const fail = (cause: unknown) => {
    const [code, why]: [ErrorCode, string] =
      cause instanceof HyperError ? [cause.code, cause.message] : ['item', `${what()} was not applied: ${cause}`]
    const error = failureOf(call, code, why, { cause })
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

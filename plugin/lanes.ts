import type { Call } from './call.js'

/** What becomes of a call while another of its lane is under way. */
export type Lane = 'replace' | 'block' | 'queue' | 'parallel'

/** Calls that a queue holds, the one that runs among them. */
export const longest = 100

/** The calls under way in the lane of a new one: they are replaced, go on alone, or are waited for. */
export function rivalsOf({ key, syntax, options: { lane } }: Call, calls: readonly Call[]): Call[] {
  return calls.filter(
    (each) =>
      each.key === key &&
      !each.controller.signal.aborted &&
      lane !== 'parallel' &&
      // a lane with a name is shared by whatever is called in it
      (typeof key === 'string'
        ? each.options.lane !== 'parallel'
        : each.options.lane === lane && (lane !== 'replace' || each.syntax.name === syntax.name)),
  )
}

import type { Call } from './call.js'

/** What becomes of a call while another of its lane is under way. */
export type Lane = 'replace' | 'block' | 'queue' | 'parallel'

/** The last call under way in the lane of a new one: it is replaced, goes on alone, or is waited for. */
export function rivalOf({ key, syntax, options: { lane } }: Call, calls: readonly Call[]): Call | undefined {
  if (lane === 'parallel') return undefined
  return calls.findLast(
    (each) =>
      each.key === key && each.options.lane === lane && (lane !== 'replace' || each.syntax.name === syntax.name),
  )
}

import { type ItemOf, item } from '../item.js'
import type { ListOp } from '../wire.js'
import { checkName } from './signals.js'

export type List = ItemOf<'list'>

interface Common {
  /** The property that tells one row from another. Default `id`. */
  key?: string
  /** Rows to keep: the first n, or the last n when negative. */
  limit?: number
  scope?: string
}

/** One change to a list that the page holds; the rest of the list is not sent. */
export type ListChange = Common &
  (
    | { /** New rows; one whose key is there already moves and takes the new value. */ insert: unknown[]; at?: number }
    | { /** Rows that replace those of the same key in place; the others are new. */ upsert: unknown[]; at?: number }
    | { /** Keys of the rows to remove. */ remove: unknown[]; at?: never }
    | { /** Keys of the rows to move to `at`. */ move: unknown[]; at: number }
    | { /** All rows; those of the same key keep their identity. */ reset: unknown[]; at?: never }
  )

const ops: readonly ListOp[] = ['insert', 'upsert', 'remove', 'move', 'reset']

/**
 * Changes an array in Alpine state by key, without sending it whole: `list('rows', { upsert: [row], limit: 100 })`.
 * `at` is an index, negative from the end; the end is the default.
 *
 * @throws TypeError unless exactly one of insert, upsert, remove, move and reset is an array.
 */
export function list(name: string, change: ListChange): List {
  checkName(name)
  const given = change as Common & { at?: number } & Partial<Record<ListOp, unknown[]>>
  const [op, ...others] = ops.filter((name) => Array.isArray(given[name]))
  if (!op || others.length > 0) {
    throw new TypeError(`list(${JSON.stringify(name)}): give one array named ${ops.join(', ')}`)
  }
  const { key = 'id', at, limit, scope } = given
  return item('list', {
    name,
    op,
    key,
    items: given[op] ?? [],
    ...(at !== undefined && { at }),
    ...(limit !== undefined && { limit }),
    ...(scope !== undefined && { scope }),
  })
}

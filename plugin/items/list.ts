import { HyperError } from '../error.js'
import type { Applier } from '../items.js'
import { isList, isObject, reconcileList } from '../reconcile.js'
import { placeOf } from '../signal.js'

export const list: Applier<'list'> = ({ name, op, key, items, at, limit, scope }, call, page) => {
  const { raw } = page.Alpine
  const place = placeOf(page, call, scope)(name)
  const rows = (place.holder[place.key] ??= []) as unknown[]
  if (!isList(rows) || !isList(items))
    throw new HyperError('signal', `list "${name}": the signal of that name is no list`)

  const keyOf = (row: unknown) => (isObject(raw(row)) ? (raw(row) as Record<string, unknown>)[key] : row)
  const keys = new Set(op === 'remove' || op === 'move' ? items : items.map(keyOf))
  const present = [...raw(rows)]
  const others = present.filter((row) => !keys.has(keyOf(row)))
  const next = {
    insert: () => insert(others, items, at),
    upsert: () => {
      const given = new Map(items.map((item) => [keyOf(item), item]))
      const known = new Set(present.map(keyOf))
      const kept = present.map((row) => given.get(keyOf(row)) ?? row)
      return insert(
        kept,
        items.filter((item) => !known.has(keyOf(item))),
        at,
      )
    },
    remove: () => others,
    move: () =>
      insert(
        others,
        items.flatMap((wanted) => present.filter((row) => keyOf(row) === wanted)),
        at,
      ),
    reset: () => items,
  }[op]()
  reconcileList(raw, rows, limit === undefined ? next : limit < 0 ? next.slice(limit) : next.slice(0, limit), key)
}

function insert(rows: unknown[], added: unknown[], at = rows.length): unknown[] {
  const index = at < 0 ? rows.length + 1 + at : at
  return [...rows.slice(0, index), ...added, ...rows.slice(index)]
}

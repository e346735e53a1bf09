import { HyperError } from '../error.js'
import type { Applier } from '../items.js'
import { isList, isObject, reconcileList } from '../reconcile.js'
import { placeOf } from '../signal.js'

export const list: Applier<'list'> = ({ name, op, key, items, at, limit = Infinity, scope }, call) => {
  const { raw } = call.page.Alpine
  const [holder, member] = placeOf(call, scope)(name)
  const rows = (holder[member] ?? []) as unknown[]
  if (!isList(rows)) throw new HyperError('signal', `list "${name}": the signal of that name is no list`)
  holder[member] = rows

  const keyOf = (row: unknown) => (isObject(row) ? raw(row)[key] : row)
  const given = new Map(items.map((item) => [keyOf(item), item]))
  const present = new Map(raw(rows).map((row) => [keyOf(row), row]))
  const has = (row: unknown) => given.has(keyOf(row))
  const others = raw(rows).filter((row) => !has(row))
  const next = {
    insert: () => insert(others, items, at),
    upsert: () =>
      insert(
        raw(rows).map((row) => (has(row) ? given.get(keyOf(row)) : row)),
        items.filter((item) => !present.has(keyOf(item))),
        at,
      ),
    remove: () => others,
    move: () =>
      insert(
        others,
        items.filter((wanted) => present.has(wanted)).map((wanted) => present.get(wanted)),
        at,
      ),
    reset: () => items,
  }[op]()
  reconcileList(raw, holder[member] as unknown[], limit < 0 ? next.slice(limit) : next.slice(0, limit), key)
}

function insert(rows: unknown[], added: unknown[], at = rows.length): unknown[] {
  return rows.toSpliced(at < 0 ? rows.length + 1 + at : at, 0, ...added)
}

export type Holder = Record<PropertyKey, unknown>
type Raw = <T>(value: T) => T

/**
 * Makes `holder[key]` equal to `next` and keeps the identity of what is equal already, so that only the effects which
 * read what changed run again. Array entries are matched by a unique `id` or `key`, else by index.
 */
export function reconcile(raw: Raw, holder: Holder, key: PropertyKey, next: unknown): void {
  const present = raw(raw(holder)[key])
  if (!sameShape(present, next)) {
    if (!Object.is(present, next)) holder[key] = next
  } else reconcileInside(raw, holder[key], next)
}

/** Of two lists, or two objects. */
function reconcileInside(raw: Raw, value: unknown, next: unknown): void {
  if (isList(next)) return reconcileList(raw, value as unknown[], next)
  const holder = value as Holder
  for (const key of Object.keys(raw(holder))) if (!Object.hasOwn(next as Holder, key)) delete holder[key]
  for (const [key, each] of entriesOf(next as Holder)) reconcile(raw, holder, key, each)
}

export function reconcileList(raw: Raw, list: unknown[], next: readonly unknown[], ...keys: string[]): void {
  const present = raw(list)
  const key = [...keys, 'id', 'key'].find((name) => isUnique(present, name) && isUnique(next, name))
  const places = key && new Map(present.map((row, index) => [raw(row as Holder)[key], index]))
  const rows = next.map((row, index) => {
    const from = (places ? places.get((row as Holder)[key as string]) : index) ?? present.length
    const old = raw(present[from])
    if (!sameShape(old, row)) return row
    reconcileInside(raw, list[from], row)
    return old
  })
  rows.forEach((row, index) => {
    if (index >= present.length || !Object.is(raw(present[index]), row)) list[index] = row
  })
  if (present.length > rows.length) list.length = rows.length
}

function isUnique(rows: readonly unknown[], key: string): boolean {
  const keys = new Set(rows.map((row) => (isObject(row) ? row[key] : undefined)))
  return keys.size === rows.length && !keys.has(undefined)
}

/** An own `__proto__`, which JSON can bring, would be written to the prototype of every object. */
export function entriesOf(object: Holder): [string, unknown][] {
  return Object.entries(object).filter(([key]) => key !== '__proto__')
}

/** Both lists, or both plain objects: one can become the other in place. */
export function sameShape(a: unknown, b: unknown): boolean {
  return isList(a) ? isList(b) : isObject(a) && isObject(b)
}

export function isObject(value: unknown): value is Holder {
  const prototype = value && typeof value === 'object' ? Object.getPrototypeOf(value) : 0
  return prototype === Object.prototype || prototype === null
}

export const isList: (value: unknown) => value is unknown[] = Array.isArray

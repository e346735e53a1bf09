type Holder = Record<PropertyKey, unknown>

/**
 * Makes `holder[key]` equal to `next` and keeps the identity of what is equal already, so that only the effects which
 * read what changed run again. Array entries are matched by a unique `id` or `key`, else by index.
 */
export function reconcile(raw: <T>(value: T) => T, holder: Holder, key: PropertyKey, next: unknown): void {
  const present = raw(raw(holder)[key])
  if (isList(present) && isList(next)) reconcileList(raw, holder[key] as unknown[], next)
  else if (isObject(present) && isObject(next)) reconcileObject(raw, holder[key] as Holder, next)
  else if (!Object.is(present, next)) holder[key] = next
}

function reconcileObject(raw: <T>(value: T) => T, holder: Holder, next: Holder): void {
  for (const key of Object.keys(raw(holder))) if (!Object.hasOwn(next, key)) delete holder[key]
  for (const key of Object.keys(next)) reconcile(raw, holder, key, next[key])
}

export function reconcileList(
  raw: <T>(value: T) => T,
  list: unknown[],
  next: readonly unknown[],
  ownKey?: string,
): void {
  const present = raw(list)
  const key = uniqueKey([ownKey ?? 'id', 'key'], present, next)
  const places = key && new Map(present.map((row, index) => [raw(row as Holder)[key], index]))
  const rows = next.map((row, index) => {
    const from = (places ? places.get((row as Holder)[key as string]) : index) ?? present.length
    const old = raw(present[from])
    if (isList(old) && isList(row)) reconcileList(raw, list[from] as unknown[], row)
    else if (isObject(old) && isObject(row)) reconcileObject(raw, list[from] as Holder, row)
    else return row
    return old
  })
  rows.forEach((row, index) => {
    if (index >= present.length || !Object.is(raw(present[index]), row)) list[index] = row
  })
  if (present.length > rows.length) list.length = rows.length
}

function uniqueKey(names: string[], ...lists: (readonly unknown[])[]): string | undefined {
  return names.find((key) =>
    lists.every((rows) => {
      const keys = new Set(rows.map((row) => (isObject(row) ? row[key] : undefined)))
      return keys.size === rows.length && !keys.has(undefined)
    }),
  )
}

/** RFC 7396, inside a value: null removes a member. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged: Holder = isObject(target) ? { ...target } : {}
  for (const key of Object.keys(patch)) {
    if (patch[key] === null) delete merged[key]
    else merged[key] = mergePatch(merged[key], patch[key])
  }
  return merged
}

export function isObject(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export const isList = (value: unknown): value is unknown[] => Array.isArray(value)

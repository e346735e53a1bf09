/** A query with some names changed; those that have no values leave it, and all others stay as they are written. */
export function changedQuery(search: string, changes: ReadonlyMap<string, readonly string[]>): string {
  const kept = search
    .slice(1)
    .split('&')
    .filter((pair) => pair && ![...new URLSearchParams(pair).keys()].some((name) => changes.has(name)))
  const added = new URLSearchParams()
  for (const [name, values] of changes) for (const value of values) added.append(name, value)
  const query = [...kept, added.toString()].filter(Boolean).join('&')
  return query && `?${query}`
}

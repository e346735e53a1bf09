import { brand } from '../item.js'

/** Values of a query: null and an empty array remove a name, an array repeats it. */
export type QueryValues = Readonly<
  Record<
    string,
    string | number | bigint | boolean | null | undefined | readonly (string | number | bigint | boolean)[]
  >
>

export interface PatchUrlOptions {
  /** Takes the place of the current entry in the history. Default `false`. */
  replace?: boolean
}

/** Another query for the URL of the page. What it is on the wire is known when it is answered. */
export interface PatchUrl {
  readonly [brand]: true
  readonly kind: 'patch-url'
  readonly data: { readonly query: QueryValues; readonly replace?: boolean }
}

/**
 * Changes the query of the URL that the page shows, `patchUrl({ query: { page: 2, q: null } })`, and runs the params
 * handler of the page with the new query: its items follow in the same answer. Names that are not given stay.
 *
 * @throws TypeError without an object of values.
 */
export function patchUrl(change: { query: QueryValues }, options: PatchUrlOptions = {}): PatchUrl {
  const query: unknown = change?.query
  if (typeof query !== 'object' || query === null || Array.isArray(query))
    throw new TypeError('patchUrl(): give the values that change, patchUrl({ query: { page: 2, q: null } })')
  return Object.freeze({
    [brand]: true as const,
    kind: 'patch-url' as const,
    data: Object.freeze({ query: { ...change.query }, ...options }),
  })
}

/** A query with some names changed; the others stay as they are written. */
export function changedQuery(search: string, query: QueryValues): string {
  const changed = Object.entries(query).filter(([, value]) => value !== undefined)
  const names = new Set(changed.map(([name]) => name))
  const kept = search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair !== '' && ![...new URLSearchParams(pair).keys()].some((name) => names.has(name)))
  const added = new URLSearchParams()
  for (const [name, value] of changed)
    for (const each of [value].flat()) if (each !== null) added.append(name, String(each))
  return [...kept, added.toString()].filter(Boolean).join('&')
}

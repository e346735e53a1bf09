/** Replaces what JSON does not know; called as `JSON.stringify` calls its replacer, but a `Date` arrives as a `Date`. */
export type JsonReplacer = (key: string, value: unknown) => unknown

/**
 * JSON on one line: a bigint becomes a string, a Map an object, a Set an array; a Date, a URL, NaN and undefined are
 * what `JSON.stringify` makes of them.
 *
 * @throws TypeError for an Error, whose text is not for the page, and for a circle.
 */
export function stringify(value: unknown, custom?: JsonReplacer): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, encoded) {
    if (!custom) return known(encoded)
    const own = this[key]
    const replaced = custom(key, own)
    return known(replaced === own ? encoded : replaced)
  })
}

function known(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Map) return Object.fromEntries(value)
  if (value instanceof Set) return [...value]
  if (value instanceof Error)
    throw new TypeError('An Error is not sent to the page; send what the page should show of it')
  return value
}

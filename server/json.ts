/** Replaces what JSON does not know; called as `JSON.stringify` calls its replacer, but a `Date` arrives as a `Date`. */
export type JsonReplacer = (key: string, value: unknown) => unknown

/**
 * JSON on one line: a bigint becomes a string, a Map an object, a Set an array; a Date, a URL, NaN and undefined are
 * what `JSON.stringify` makes of them.
 *
 * @throws TypeError for an Error, whose text is not for the page, and for a circle.
 */
export function stringify(value: unknown, custom?: JsonReplacer): string {
  // without a replacer JSON.stringify takes a tenth of the time
  if (!custom && isJson(value, 0)) return JSON.stringify(value)
  return JSON.stringify(value, function (this: Record<string, unknown>, key, encoded) {
    if (!custom) return known(encoded)
    const own = this[key]
    const replaced = custom(key, own)
    return known(replaced === own ? encoded : replaced)
  })
}

/** Nothing in it is for the replacer, nor a `toJSON` that could give something that is. What is nested very deep may be a circle, which JSON.stringify names better. */
function isJson(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint' && typeof value !== 'function'
  if (depth > 100) return false
  if (Array.isArray(value)) return value.every((each) => isJson(each, depth + 1))
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  for (const key in value) if (!isJson((value as Record<string, unknown>)[key], depth + 1)) return false
  return true
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

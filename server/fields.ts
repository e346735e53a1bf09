/**
 * Form fields as an object: `name[]` is always an array, another name becomes one when it is repeated. The same rule
 * groups fields on the page.
 */
export function group(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const [name, value] of entries) {
    const key = name.endsWith('[]') ? name.slice(0, -2) : name
    const present = fields.get(key)
    if (Array.isArray(present)) present.push(value)
    else if (fields.has(key)) fields.set(key, [present, value])
    else fields.set(key, key === name ? value : [value])
  }
  return Object.fromEntries(fields)
}

/** Characters of a value, and values of a name, that a URL may bring. */
const longest = 4000
const most = 1000

/** What the values of a name in a query say, of the type that the initial value has; that value, if they say nothing of it. */
export function readValue(values: readonly string[], initial: unknown): unknown {
  const [text] = values
  if (text === undefined || values.length > most || values.some(({ length }) => length > longest)) return initial
  if (Array.isArray(initial)) return arrayOf(values, initial)
  if (typeof initial === 'number') return numberOf(text) ?? initial
  if (typeof initial === 'boolean') return /^(true|1)?$/.test(text) || (/^(false|0)$/.test(text) ? false : initial)
  return text
}

/** How a value is written; nothing, if it is the initial one. An empty array, which has no values, is one empty value. */
export function writeValue(value: unknown, initial: unknown): string[] {
  if (value === null || value === undefined || isSame(value, initial)) return []
  return Array.isArray(value) && value.length === 0 ? [''] : [value].flat().map(String)
}

export const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

function arrayOf(values: readonly string[], initial: readonly unknown[]): unknown[] {
  if (values.length === 1 && values[0] === '') return []
  if (typeof initial[0] !== 'number') return [...values]
  const numbers = values.map(numberOf)
  return numbers.includes(undefined) ? [...initial] : numbers
}

function numberOf(text: string): number | undefined {
  const number = Number(text)
  return text.trim() !== '' && Number.isFinite(number) ? number : undefined
}

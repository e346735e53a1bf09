import { hostile, type Json } from '../wire.js'

/**
 * The signals that make a value of the page into another, by name or path, as JSON: what has changed inside of it, or all
 * of it where that is no longer. What the page has is undefined before it was first sent.
 */
export function difference(name: string, before: string | undefined, after: string): ReadonlyMap<string, string> {
  const whole = new Map([[name, after]])
  if (before === undefined || !isContainer(before) || !isContainer(after)) return whole
  const changes = new Map<string, string>()
  walk(name, JSON.parse(before), JSON.parse(after), changes)
  return lengthOf(changes) < lengthOf(whole) ? changes : whole
}

function isContainer(text: string): boolean {
  return text[0] === '{' || text[0] === '['
}

function walk(path: string, before: Json | undefined, after: Json, changes: Map<string, string>): void {
  if (before === after) return
  if (Array.isArray(before) && Array.isArray(after) && before.length <= after.length) {
    for (const [index, each] of after.entries()) walk(`${path}.${index}`, before[index], each, changes)
  } else if (isRecord(before) && isRecord(after) && canBePatched(before, after)) {
    for (const [key, each] of Object.entries(after)) walk(`${path}.${key}`, before[key], each, changes)
  } else {
    const text = JSON.stringify(after)
    if (text !== JSON.stringify(before)) changes.set(path, text)
  }
}

function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A path can set a member, but not take one away, nor name every one. */
function canBePatched(before: object, after: object): boolean {
  return (
    Object.keys(before).every((key) => Object.hasOwn(after, key)) &&
    Object.keys(after).every((key) => key !== '' && !key.includes('.') && !hostile.test(key))
  )
}

function lengthOf(changes: ReadonlyMap<string, string>): number {
  let length = 0
  for (const [path, text] of changes) length += path.length + text.length + 4
  return length
}

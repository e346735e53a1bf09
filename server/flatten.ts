import type { AnyItem } from './exchange.js'
import { isItem } from './item.js'
import { elements } from './items/elements.js'
import { signals } from './items/signals.js'
import { observed } from './observed.js'

/** A list of what a handler returned: all items, or some that are still to come. */
export type Flat = AnyItem | Promise<unknown> | AsyncIterable<unknown> | Iterable<unknown>

/**
 * What a handler returned, as items, with what is still to come in its place.
 *
 * @param whose begins the message of an error.
 * @throws TypeError for what is no item, and for a string that does not start with `<`.
 */
export function flatten(value: unknown, whose = 'An action returned', into: Flat[] = []): Flat[] {
  if (!value) return into
  if (typeof value === 'string') into.push(elements(checkMarkup(value, whose)))
  else if (typeof value !== 'object') refuse(value, whose)
  else if (value instanceof String) into.push(elements(value))
  else if (isItem(value)) into.push(value)
  else if (Array.isArray(value)) for (const entry of value) flatten(entry, whose, into)
  else if (isPromise(value)) into.push(observed(value))
  else if (isIterable(value)) into.push(value)
  else if (isPlain(value)) into.push(signals(value))
  else refuse(value, whose)
  return into
}

export function isPromise(value: object): value is Promise<unknown> {
  return 'then' in value && typeof value.then === 'function'
}

export function isIterable(value: object): value is AsyncIterable<unknown> | Iterable<unknown> {
  return Symbol.asyncIterator in value || Symbol.iterator in value
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function checkMarkup(text: string, whose: string): string {
  if (/^\s*</.test(text)) return text
  throw new TypeError(
    `${whose} the text ${JSON.stringify(text.slice(0, 60))}, which is no markup; give elements(markup), or { name: text } for a signal`,
  )
}

function refuse(value: unknown, whose: string): never {
  const name = typeof value === 'object' ? value?.constructor?.name : typeof value
  throw new TypeError(
    `${whose} a ${name}; give items, markup, a plain object of signals, arrays or generators of these, or nothing`,
  )
}

import { brand } from '../item.js'
import { observed } from '../observed.js'
import type { ElementsData, Swap } from '../wire.js'

/** Markup, as a string or as the string object of a template library. */
export type Markup = string | InstanceType<typeof String>

/** Markup on its way to the page; unlike other items it may still be waiting for its markup. */
export interface Elements {
  readonly [brand]: true
  readonly kind: 'elements'
  readonly data: Readonly<Omit<ElementsData, 'markup'> & { markup: string | Promise<Markup> }>
}

export interface ElementsOptions {
  /**
   * Where the markup goes: a selector, or `this`, `closest li`, `find .x` from the element that made the call.
   * Default: roots whose `id` is on the page replace those, the rest goes to the call's target.
   */
  target?: string
  /**
   * How it goes in. `outer` and `inner` morph, `replace` does not, the others insert and need a target, of the item, of
   * `ctx.hyper` or of the call. Default `outer`.
   */
  swap?: Swap
  /** Selector of the part of the markup that is meant. */
  select?: string
  /** Every match of the target. Default: the first. */
  all?: boolean
  /** Makes the outcome fail when the target is missing; otherwise it is only reported. */
  strict?: boolean
}

/**
 * Puts markup into the page. Takes strings, string objects and promises of them.
 *
 * @throws TypeError for anything else.
 */
export function elements(markup: Markup | Promise<Markup>, options: ElementsOptions = {}): Elements {
  return Object.freeze({
    [brand]: true as const,
    kind: 'elements' as const,
    data: Object.freeze({ ...options, markup: isPromise(markup) ? observed(markup) : textOf(markup) }),
  })
}

/** The text of markup. */
export function textOf(markup: unknown): string {
  if (typeof markup === 'string') return markup
  if (markup instanceof String) return markup.toString()
  throw new TypeError(`elements(): markup is a string or a template's string object, not ${typeof markup}`)
}

function isPromise(value: unknown): value is Promise<Markup> {
  return typeof (value as PromiseLike<unknown> | null)?.then === 'function'
}

import { brand } from '../item.js'
import { observed } from '../observed.js'
import { type ElementsData, type Swap, swaps } from '../wire.js'

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
   * How it goes in. `outer` and `inner` morph, `replace` does not; `before`, `after`, `prepend` and `append` insert and
   * need a target, of the item, of `ctx.hyper` or of the call. `idiomorph` morphs by plain idiomorph, as if there were no
   * Alpine: the page ends as the markup says. Default `outer`.
   */
  swap?: Swap
  /** Selector of the part of the markup that is meant. */
  select?: string
  /** Every match of the target. Default: the first. */
  all?: boolean
  /** Makes the outcome fail when the target is missing; otherwise it is only reported. */
  strict?: boolean
  /** Makes the server's values win over what the user typed since the call left, or is typing. */
  force?: boolean
  /** Swaps in a view transition, if the browser has them and the user does not prefer reduced motion. Default `false`. */
  transition?: boolean
  /**
   * What has the focus in the end: `preserve` leaves it, `first-invalid` is the first control in the target, else in its
   * form, that is `:invalid` or has `aria-invalid="true"`, `none` takes it away; else a target, as above. Default
   * `preserve`.
   */
  focus?: Word<'preserve' | 'first-invalid' | 'none'>
  /** What is scrolled to: the `target`, the `top` of the page, or another target. Default: nothing. */
  scroll?: Word<'target' | 'top'>
  /** Milliseconds to wait before the swap. Items behind it wait too. Default 0. */
  swapDelay?: number
  /** Milliseconds to wait after the swap, before focus and scroll. Items behind it wait too. Default 0. */
  settleDelay?: number
}

/** One of some words, or any other text; an editor offers the words. */
export type Word<W extends string> = W | (string & Record<never, never>)

/**
 * Puts markup into the page. Takes strings, string objects and promises of them.
 *
 * @throws TypeError for anything else, and for an option that no page could follow.
 */
export function elements(markup: Markup | Promise<Markup>, options: ElementsOptions = {}): Elements {
  checkOptions(options)
  return Object.freeze({
    [brand]: true as const,
    kind: 'elements' as const,
    data: Object.freeze({ ...options, markup: isPromise(markup) ? observed(markup) : textOf(markup) }),
  })
}

function checkOptions(options: ElementsOptions): void {
  const { swap } = options
  if (swap !== undefined && !swaps.includes(swap)) refuse('swap', `one of ${swaps.join(', ')}`, swap)
  for (const name of ['target', 'select', 'focus', 'scroll'] as const)
    if (options[name]?.trim() === '') refuse(name, 'a selector', options[name])
  for (const name of ['swapDelay', 'settleDelay'] as const) {
    const delay = options[name] ?? 0
    if (!Number.isFinite(delay) || delay < 0) refuse(name, 'milliseconds, 0 or more', delay)
  }
}

function refuse(option: string, wanted: string, value: unknown): never {
  throw new TypeError(
    `elements(): ${option} is ${wanted}, not ${typeof value === 'string' ? JSON.stringify(value) : value}`,
  )
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

import type { Kind, Kinds } from './wire.js'

/** Marks items, so that a plain object of signals is never taken for one. Registered: two copies of the package agree. */
export const brand: unique symbol = Symbol.for('alpine-hyper.item')

export interface ItemOf<K extends Kind> {
  readonly [brand]: true
  readonly kind: K
  readonly data: Readonly<Kinds[K]>
}

/** One thing an action tells the page to do. Made by the functions of the same names in lower case. */
export type Item = { [K in Kind]: ItemOf<K> }[Kind]

export function item<K extends Kind>(kind: K, data: Kinds[K]): ItemOf<K> {
  return Object.freeze({ [brand]: true as const, kind, data: Object.freeze(data) })
}

export function isItem(value: object): value is Item {
  return brand in value
}

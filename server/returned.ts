import type { Item } from './item.js'
import type { Elements, Markup } from './items/elements.js'

/** What a handler may return; see the table in the README. */
export type Returned =
  | Markup
  | Item
  | Elements
  | { readonly [name: string]: unknown }
  | readonly Returned[]
  | Iterable<Returned>
  | AsyncIterable<Returned>
  | Promise<Returned>
  | false
  | 0
  | null
  | undefined
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing has the type void
  | void

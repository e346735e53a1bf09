import type { AnyItem } from './exchange.js'
import type { Markup } from './items/elements.js'

/** What a handler may return; see the table in the README. */
export type Returned =
  | Markup
  | AnyItem
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

import type { FieldErrors, VisitData } from '../server/wire.js'
import type { Alpine, Data } from './alpine.js'
import type { Call } from './call.js'
import type { Confirm } from './confirm.js'
import type { HyperError } from './error.js'
import type { Policy } from './fragment.js'
import type { MetaChange } from './metas.js'

/** What one plugin instance knows of its page; handed to whatever needs it. */
export interface Page {
  readonly Alpine: Alpine
  /** The global store, as it is now: the application may replace it. */
  readonly store: () => Data
  /** Where named actions are sent: the URL that this page was served from. */
  url: string
  /** What the address bar shows of the page that is there. */
  shown: string
  /** Milliseconds to the first byte of an answer. */
  readonly timeout: number
  /** Headers that the application adds to each request. */
  readonly headers: () => Record<string, string>
  /** What paths of calls begin with. */
  readonly base: string
  /** The application's own way to ask before a call is made. */
  readonly confirm: Confirm | undefined
  /** Milliseconds for which calls are made again when the network fails them. */
  readonly retry: number
  /** Whether the server could be reached last; reactive. */
  readonly line: { online: boolean }
  /** Elements that are asking, once there was one. */
  asking?: WeakSet<Element>
  /** Elements that poll no more, once one has polled. */
  stopped?: WeakSet<Element>
  /** Elements whose calls end with them. */
  readonly watched: WeakSet<Element>
  /** The calls under way; reactive. */
  readonly calls: Call[]
  /** What was refused, by form or root; reactive. */
  readonly errors: WeakMap<Element, FieldErrors>
  /** The last failure, by root; reactive. */
  readonly failures: WeakMap<Element, { readonly error: HyperError; readonly call: Call }>
  /** Tells this page from others of the user, once it has a live stream. */
  tab?: string
  /** A document that is not shown: nothing in it loads, and no custom element starts. */
  readonly inert: Document
  /** Makes markup into what may be parsed, once there was some, where browsers want that. */
  policy?: Policy | undefined
  /** Settles when the last view transition is over; the next one waits for it. */
  transition?: Promise<unknown>
  /** Soft navigation, once alpine-hyper/visit is there. */
  visit?: (url: string, options?: Omit<VisitData, 'url' | 'values'>) => Promise<void>
  /** What items made of `<meta>` tags, by their names. */
  metas?: Map<string, MetaChange>
  /** How often modules could not be loaded. */
  missing?: Map<string, number>
  /** The first values of names that are bound to the URL, by the data that has them. */
  initial?: WeakMap<Data, Map<string, unknown>>
}

/** Where the plugin leaves its page on Alpine, for what is an entry of its own. */
export const slot: unique symbol = Symbol.for('alpine-hyper') as never

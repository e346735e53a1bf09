import type { FieldErrors, Swap, SwitchData } from '../server/wire.js'
import type { Mark } from './busy.js'
import type { CallSyntax } from './call-syntax.js'
import type { HyperError } from './error.js'
import type { Lane } from './lanes.js'
import type { Trouble } from './network.js'
import type { Page } from './page.js'
import type { Layer } from './scope.js'

export interface CallOptions {
  /** What to do with another call that is under way. */
  lane?: Lane
  /** Target and swap for markup that names none. */
  target?: string
  swap?: Swap
  /** Take plain HTML, from a route that is no action, as markup. */
  html?: boolean
  /** Milliseconds to the first byte of the answer; 0 waits for ever. Default that of `createHyper`, 30000. */
  timeout?: number
  /**
   * Milliseconds for which the call is made again when the network fails it, under one key, so that the server runs it
   * once; 0 for never. A stream that was open is opened again without a limit. Default that of `createHyper`, 30000.
   */
  retry?: number
}

/** What a call is made of. */
export interface Start {
  readonly syntax: CallSyntax
  /** How it is written on the page, for messages: `x-action="add"`. */
  readonly written: string
  /** The element that makes the call. */
  readonly source: Element
  /** What it sends: the fields captured at the event, and from its sending on also what `read` gave. */
  data?: Record<string, unknown> | undefined
  /** Read when the request is sent: nothing, or one object. */
  readonly read: () => unknown
  /** A URL of its own, instead of a name; see `x-action` without an expression. */
  readonly url?: string | undefined
  /** What asks before it is made: the element with `x-confirm`. */
  readonly asks?: Element | null | undefined
  readonly options: CallOptions & { lane: Lane }
  /** Its own, if it was made before and failed. */
  readonly id?: string
  /** What the user answered to `x-confirm.prompt`. */
  prompt?: string | undefined
  /** When its first request was sent. */
  sent?: number | undefined
  /** Requests that were sent. */
  attempts?: number | undefined
  /** Items of the answer that were applied. */
  received?: number
  /** The last checkpoint: where a stream goes on. */
  cursor?: string | undefined
  /** Changes the first request. */
  readonly prepare?: (call: Call, request: Request) => void
}

/** One use of an action by the page. What `$action` tells of it is read from `page.calls`, which is reactive. */
export interface Call extends Start {
  readonly page: Page
  readonly id: string
  received: number
  /** The name of the action, also where a field gives it. */
  readonly name: string
  readonly controller: AbortController
  /** What calls of a lane have in common: the name in `x-lane`, the nearest root, the form, or the source. */
  readonly key: Element | string
  /** What shows that it is under way. */
  readonly marks: readonly Mark[]
  /** Where its field errors are kept: the nearest form, else the nearest root. */
  readonly form: Element
  /** Settles when the call is over. */
  done?: Promise<unknown>
  readonly scope: readonly Layer[]
  /** What the user edited since its data was read. */
  readonly edited: Set<Element>
  /** 0 to 1. */
  progress: number
  /** What could not be applied. */
  readonly problems: HyperError[]
  /** Events that wait for the markup, or for Alpine. */
  readonly later: Record<'swap' | 'settle', (() => void)[]>
  /** The request that was sent last. */
  request?: Request
  /** Ends the attempt that is under way, as if the network had failed. */
  cut?: () => void
  /** Goes on with a call that waits for the network: at once, or if there is one. */
  wake?: ((isAsked?: boolean) => void) | undefined
  /** Asks for a new view, as the one that the call is for is gone. */
  renew?: () => void
  /** When the headers of the last answer came. */
  opened?: number
  /** A stream that was open is opened again as long as the page wants it. */
  endless?: boolean
  /** Milliseconds that the server wants between two attempts, by its `retry` field. */
  pace?: number
  /** What the server hands the call over to. */
  next?: SwitchData | undefined
  handOvers?: number
  /** Attempts that have failed in a row. */
  trouble?: Trouble | undefined
  /** Shows another URL in the address bar, when the answer is whole. */
  show?: () => void
  errors?: FieldErrors
  /** The body of its request. */
  body?: string | FormData | undefined
  /** The end of the answer has come: what is left of it is applied, also if that takes the source out of the page. */
  isWhole?: boolean
  /** A strict target was missing. */
  failed?: boolean
}

export type Reason = 'aborted' | 'blocked' | 'offline' | 'timeout' | 'network' | 'unknown' | 'http' | 'protocol'

interface Settled {
  /** The HTTP status; undefined if there was no answer. */
  readonly status: number | undefined
  /** What the action answered instead of items: parsed JSON, text, or the file that was saved. */
  readonly value: unknown
  /** Messages per field, empty if nothing was refused. */
  readonly errors: FieldErrors
  /** Items that could not be applied; the others were. */
  readonly problems: readonly HyperError[]
}

/** What `$action()` resolves with, after the page has settled. It never rejects for an expected failure. */
export type Outcome = Settled &
  ({ readonly ok: true; readonly reason: undefined } | { readonly ok: false; readonly reason: Reason })

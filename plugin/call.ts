import type { FieldErrors, Swap, UrlData } from '../server/wire.js'
import type { CallSyntax } from './call-syntax.js'
import type { HyperError } from './error.js'
import type { Lane } from './lanes.js'
import type { Layer } from './scope.js'

export interface CallOptions {
  /** What to do with another call that is under way. */
  lane?: Lane
  /** Target and swap for markup that names none. */
  target?: string
  swap?: Swap
  /** Take plain HTML, from a route that is no action, as markup. */
  html?: boolean
}

/** One use of an action by the page. */
export interface Call {
  readonly id: string
  readonly syntax: CallSyntax
  /** How it is written on the page: `x-action="add"`. */
  readonly written: string
  /** The element that made the call. */
  readonly source: Element
  readonly scope: readonly Layer[]
  readonly options: CallOptions
  /** A URL of its own, instead of a name; see `x-action` without an expression. */
  readonly url: string | undefined
  readonly controller: AbortController
  /** What could not be applied. */
  readonly problems: HyperError[]
  /** Events that wait for the markup, or for Alpine. */
  readonly later: Record<'swap' | 'settle', (() => void)[]>
  /** The URL to show when the answer is whole. */
  shown?: UrlData
  errors?: FieldErrors
  /** A strict target was missing. */
  failed?: boolean
}

export type Reason = 'aborted' | 'blocked' | 'offline' | 'timeout' | 'network' | 'http' | 'protocol'

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

/**
 * Version 1 of the wire: what the page asks and what the server answers, in types. It has no imports, so that the
 * plugin may use it too.
 */

/** A value that survives `JSON.stringify` and `JSON.parse`. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export const swaps = [
  'outer',
  'inner',
  'replace',
  'before',
  'after',
  'prepend',
  'append',
  'remove',
  'none',
  'idiomorph',
] as const

/** How markup goes into the page. */
export type Swap = (typeof swaps)[number]

export type ToastLevel = 'info' | 'success' | 'warning' | 'error'

/** When an event is dispatched: as its item arrives, once the markup around it is in, or once Alpine has settled. */
export type EventMoment = 'receive' | 'swap' | 'settle'

/** Messages per field; a nested field is written `items.0.qty`, and `''` is the form itself. */
export type FieldErrors = Record<string, string[]>

export interface SignalsData {
  /** Dotted names reach inside a value; a leading `$` means the global store. */
  values: Record<string, unknown>
  /** Apply objects as a JSON Merge Patch (RFC 7396) inside the value. */
  merge?: boolean
  /** Leave a name that already has a value. */
  ifMissing?: boolean
  /** Win over what the user typed since the call left. */
  force?: boolean
  /** Selector of the element whose scope is meant, instead of the source's. */
  scope?: string
}

export type ListOp = 'insert' | 'upsert' | 'remove' | 'move' | 'reset'

export interface ListData {
  name: string
  op: ListOp
  /** The property that tells one row from another. */
  key: string
  /** Rows for insert, upsert and reset; keys for remove and move. */
  items: unknown[]
  /** Index; a negative one counts from the end. The end is the default. */
  at?: number
  /** Rows to keep: the first n, or the last n when negative. */
  limit?: number
  scope?: string
}

export interface ElementsData {
  markup: string
  target?: string
  swap?: Swap
  /** Selector of the part of the markup that is meant. */
  select?: string
  /** Every match of the target, not only the first. */
  all?: boolean
  /** A target that is missing makes the outcome fail. */
  strict?: boolean
  /** Swap in a view transition. */
  transition?: boolean
  /** `preserve`, `first-invalid`, `none` or a selector. */
  focus?: string
  /** `target`, `top` or a selector. */
  scroll?: string
  /** Milliseconds before the swap. */
  swapDelay?: number
  /** Milliseconds from the swap to focus and scroll. */
  settleDelay?: number
  /** Win over what the user typed since the call left, or is typing. */
  force?: boolean
}

export interface TargetData {
  target: string
  all?: boolean
}

export interface ToastAction {
  label: string
  /** The action to run, written as in `x-action`: `restore`, `DELETE /drafts/:id`. */
  call: string
  data?: Record<string, unknown>
}

export interface ToastData {
  message: string
  level: ToastLevel
  id?: string
  /** Milliseconds until it goes by itself; 0 keeps it. */
  timeout?: number
  action?: ToastAction
}

export interface EventData {
  name: string
  detail: unknown
  target?: string
  after: EventMoment
}

export type UrlData = (({ push: string } | { replace: string }) & { params?: true }) | { push: false }

/** Another origin is allowed only if it says so. */
export interface LoadData {
  src: string
  external?: boolean
}

export interface ScrollData {
  /** A selector, as any target, or `top`. */
  target: string
  /** Glides there, unless the user wants less motion; default true. */
  smooth?: boolean
}

export interface VisitData {
  url: string
  target?: string
  swap?: Swap
  select?: string
  values?: Record<string, unknown>
  headers?: Record<string, string>
  push?: boolean
  replace?: boolean
}

export interface SwitchData {
  action: string
  method: string
  url?: string
  data: unknown
  depth: number
}

export interface ErrorsData {
  fields: FieldErrors
  /**
   * Replaces the messages of these fields only, and of what is nested in them; one that `fields` does not have is right
   * now. Without it, all messages of the form are replaced.
   */
  only?: string[]
}

export interface ErrorData {
  status: number
  /** Id of the call, `ctx.hyper.call` in the server's `error` event. */
  id: string
  /** Only of errors that are meant to be seen. */
  message?: string
  /** The outcome's reason, if it is not `http`: nobody knows whether the call ran, or it was cancelled. */
  reason?: 'unknown' | 'aborted'
}

export interface GapData {
  /** What follows brings the page up to date: it need not load itself again. */
  filled?: boolean
}

export interface ViewData {
  /** What calls of the page name it by. */
  id: string
  /** `connect` ran: there was none, or it is gone. */
  isNew: boolean
  /** Events are lost; the fields come anew, the rest only if the view sends it anew. */
  missed?: boolean
}

/**
 * Every kind of event in an answer, and its data. The events of a live stream come in groups, which end with one that
 * has an `id`: then the page has all up to there. `live` begins such a stream, `gap` says that something is lost, and
 * `except` that a group is not for one tab.
 */
export interface Kinds {
  signals: SignalsData
  list: ListData
  elements: ElementsData
  remove: TargetData
  reset: TargetData & { force?: boolean }
  close: TargetData
  focus: TargetData
  scroll: ScrollData
  toast: ToastData
  'clear-toasts': { level?: ToastLevel }
  event: EventData
  errors: ErrorsData
  title: { text: string }
  meta: { tags: Record<string, string | null> }
  load: LoadData
  url: UrlData
  visit: VisitData
  redirect: { url: string; external?: boolean; replace?: boolean }
  reload: Record<never, never>
  switch: SwitchData
  checkpoint: { name: string; at?: string }
  progress: { value: number }
  stop: Record<never, never>
  live: Record<never, never>
  gap: GapData
  view: ViewData
  except: { tab: string }
  end: Record<never, never>
  error: ErrorData
}

export type Kind = keyof Kinds

/** The kinds that close an answer: nothing follows them. */
export const terminal: ReadonlySet<string> = new Set<Kind>(['visit', 'redirect', 'reload', 'switch', 'end', 'error'])

/** Segments that would reach a prototype; they are refused in names on both sides. */
export const hostile = /(^|\.)\$?(__proto__|constructor|prototype)(\.|$)/

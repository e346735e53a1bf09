import type Koa from 'koa'
import { addingChanges, type Changes } from './changes.js'
import { type Exchange, findExchange, leavingSignal } from './exchange.js'
import { type Resumed, resumedAt } from './items/checkpoint.js'
import { type Elements, type ElementsOptions, elements } from './items/elements.js'
import { isLocal, urlOfRequest } from './origin.js'
import { type Part, type PartData, rendered } from './render.js'
import { tabOf } from './tab.js'
import { takeToasts } from './toasts.js'
import { varyOn } from './vary.js'
import type { OpenView } from './view.js'
import { visitOf } from './visit.js'
import { type FieldErrors, type ToastData, terminal } from './wire.js'

/** `ctx.hyper`: what the request was, and changes to its answer from any middleware. */
export interface Hyper extends Changes<Hyper> {
  /** Id of the call, the same for each of its attempts; undefined if the page was loaded or a form sent without JavaScript. */
  readonly call: string | undefined
  /** Name of the action that was called. */
  readonly action: string | undefined
  /** 1, and one more for each retry. */
  readonly attempt: number
  /** The address the browser showed when the call was made. Undefined if it was not one of ours. */
  readonly url: URL | undefined
  /** The `id` of the element that made the call. */
  readonly source: string | undefined
  /** The language of the page, from `<html lang>`. */
  readonly language: string | undefined
  /** What the user answered to a prompt. */
  readonly prompt: string | undefined
  /** The tab that the request comes from, if it has a live stream: for `except` of `hub.publish`. */
  readonly tab: string | undefined
  /** The view of the page, if the call was made inside of its `x-live`. */
  readonly view: OpenView | undefined
  /** The page is fetched by a visit, of whatever kind, instead of a page load. */
  readonly visiting: boolean
  /** The page is fetched to be shown again, by back or forward. */
  readonly restoring: boolean
  /** The page is fetched in advance, and may never be shown. */
  readonly prefetching: boolean
  /** Selector of what the visit changes: an answer that has only this, and a `<title>`, is enough. Undefined for the page. */
  readonly region: string | undefined
  /** Why the input was refused, per field, when a form that was sent without JavaScript is rendered again. */
  readonly errors: FieldErrors
  /** What had been typed into that form. */
  readonly values: Readonly<Record<string, unknown>>
  /**
   * What was wrong with the form of this action, sent without JavaScript: a page with several forms shows it at the one
   * that was refused. Undefined for the others.
   */
  refused(action: string): Refusal | undefined
  /**
   * The last `checkpoint` that the page has of this stream, if it is one of these names; undefined for a stream that
   * begins. What is asked for again without one begins anew.
   */
  resume<Name extends string>(names: readonly Name[]): Resumed<Name> | undefined
  /** Aborts when the client leaves, if the action is not one that finishes. */
  readonly abortSignal: AbortSignal
  /**
   * Toasts for the page that is rendered: those that an answer kept when it led here, and those that were queued on the
   * way. They are shown once; empty if the headers are sent, or if the browser fetches the page in advance.
   */
  toasts(): ToastData[]
  /**
   * Markup of a part of the page, by the renderer of `hyper({ render })`, as an item to return or to add.
   *
   * @throws TypeError without a renderer.
   */
  render<P extends Part>(part: P, ...data: RenderArguments<PartData<P>>): Elements
}

/** Why a form was refused. */
export interface Refusal {
  /** Per field, as `ctx.hyper.errors`. */
  readonly errors: FieldErrors
  /** What had been typed into it. */
  readonly values: Readonly<Record<string, unknown>>
}

/** Data that may be undefined may be left out. */
type RenderArguments<D> = undefined extends D
  ? [data?: D, options?: ElementsOptions]
  : [data: D, options?: ElementsOptions]

declare module 'koa' {
  interface BaseContext {
    hyper: Hyper
  }
}

const slot = Symbol('alpine-hyper context')

interface Slot {
  readonly [slot]: { readonly ctx: Koa.Context; readonly exchange: Exchange }
}

/** Gives every context of the application its `hyper`, made when it is first asked for. */
export function offerHyper(app: Koa): void {
  Object.defineProperty(app.context, 'hyper', {
    get(this: Koa.Context) {
      // an error listener may ask before hyper() has seen the request
      const exchange = findExchange(this)
      if (exchange) exchange.hyper ??= Object.create(prototype, { [slot]: { value: { ctx: this, exchange } } }) as Hyper
      return exchange?.hyper
    },
  })
}

const prototype: Hyper & ThisType<Hyper & Slot> = {
  ...addingChanges<Hyper>(),
  get call() {
    return this[slot].exchange.call?.id
  },
  get action() {
    return this[slot].exchange.named
  },
  get attempt() {
    return this[slot].exchange.call?.attempt ?? 1
  },
  get url() {
    const { ctx } = this[slot]
    const url = decoded(ctx, 'Hyper-Url')
    return url && isLocal(ctx, url) ? new URL(url, urlOfRequest(ctx, ctx.protocol)) : undefined
  },
  get source() {
    return decoded(this[slot].ctx, 'Hyper-Source')
  },
  get language() {
    return decoded(this[slot].ctx, 'Hyper-Lang')
  },
  get prompt() {
    return decoded(this[slot].ctx, 'Hyper-Prompt')
  },
  get tab() {
    return tabOf(this[slot].ctx)
  },
  get view() {
    return this[slot].exchange.view?.facade
  },
  get visiting() {
    return visitOf(this[slot].ctx) !== ''
  },
  get restoring() {
    return visitOf(this[slot].ctx) === 'restore'
  },
  get prefetching() {
    return visitOf(this[slot].ctx) === 'prefetch'
  },
  get region() {
    const { ctx } = this[slot]
    varyOn(ctx, 'Hyper-Target')
    return visitOf(ctx) ? decoded(ctx, 'Hyper-Target') : undefined
  },
  get errors() {
    return this[slot].exchange.errors
  },
  get values() {
    return this[slot].exchange.values
  },
  refused(action) {
    const { named, errors, values } = this[slot].exchange
    return named === action && Object.keys(errors).length > 0 ? { errors, values } : undefined
  },
  resume(names) {
    return resumedAt(this[slot].ctx.get('Last-Event-ID'), names)
  },
  get abortSignal() {
    return leavingSignal(this[slot].ctx, this[slot].exchange)
  },
  toasts() {
    return takeToasts(this[slot].ctx, this[slot].exchange)
  },
  render(part, ...[data, options]) {
    const { ctx, exchange } = this[slot]
    return elements(rendered(ctx, exchange.settings.render, part, data), options)
  },
  add(...items) {
    const { exchange } = this[slot]
    for (const item of items)
      if (terminal.has(item.kind)) exchange.final = item
      else exchange.queued.push(item)
    return this
  },
  target(selector) {
    this[slot].exchange.target = selector
    return this
  },
  swap(swap) {
    this[slot].exchange.swap = swap
    return this
  },
  select(selector) {
    this[slot].exchange.select = selector
    return this
  },
}

/** Percent-encoded by the page, as header values are Latin-1. What cannot be decoded was not sent by it. */
function decoded(ctx: Koa.Context, name: string): string | undefined {
  try {
    return decodeURIComponent(ctx.get(name)) || undefined
  } catch {
    return undefined
  }
}

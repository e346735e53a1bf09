import type { Swap, ToastData, ToastLevel } from '../server/wire.js'
import type { Call, Outcome } from './call.js'
import type { HyperError } from './error.js'

/** What events tell of a call. */
export type CallInfo = Pick<Call, 'id' | 'name' | 'source' | 'data'>

/** The events of the plugin. They bubble from the element that made the call, and come to the window. */
export interface HyperEvents {
  /** A request is about to be sent; `request.headers` may be changed. Prevented, it is not sent. */
  'hyper:before': CustomEvent<{ call: CallInfo; request: Request }>
  /** A call is over, and nothing of it is busy any more. */
  'hyper:after': CustomEvent<{ call: CallInfo; outcome: Outcome }>
  /** Markup is about to go in. Prevented, it does not; `content` may be changed. */
  'hyper:before-swap': CustomEvent<{ swap: Swap; content: DocumentFragment }>
  'hyper:after-swap': CustomEvent<{ swap: Swap }>
  /** Alpine has done with what an answer brought. */
  'hyper:after-settle': CustomEvent<Record<never, never>>
  /** A node is about to change. Prevented, it stays as it is. */
  'hyper:morph': CustomEvent<{ change: 'update' | 'add' | 'remove'; next?: Node }>
  /** Messages of a live stream are lost. Unless it is prevented, or `filled` as the rest follows, the page loads itself again. */
  'hyper:gap': CustomEvent<{ filled: boolean }>
  /** The address bar shows another URL: by an item, `x-url`, or back and forward between those. */
  'hyper:url': CustomEvent<{ url: string }>
  /** The page has its view: a new one, whose `connect` has run, or that which it had; `missed`: items for it are lost. */
  'hyper:view': CustomEvent<{ isNew: boolean; missed: boolean }>
  /** Another page is about to be asked for, by a link, a form or the history. Prevented, it is not. */
  'hyper:before-visit': CustomEvent<{ url: string; kind: 'visit' | 'restore' }>
  /** Another page is there, at the URL that it has shown itself to have. */
  'hyper:visit': CustomEvent<{ url: string; kind: 'visit' | 'restore' }>
  /** Something failed. Prevented, it is not written to the console. */
  'hyper:error': CustomEvent<{ error: HyperError }>
  /** A toast is to be shown. Prevented, `x-toasts` leaves it to the page. */
  'hyper:toast': CustomEvent<ToastData>
  /** The toasts of a level, or all, are to go. */
  'hyper:clear-toasts': CustomEvent<{ level?: ToastLevel }>
}

declare global {
  interface HTMLElementEventMap extends HyperEvents {}
  interface SVGElementEventMap extends HyperEvents {}
  interface DocumentEventMap extends HyperEvents {}
  interface WindowEventMap extends HyperEvents {}
}

import { type ItemOf, item } from '../item.js'
import type { EventMoment } from '../wire.js'

export type Event = ItemOf<'event'>

export interface EventOptions {
  /** Selector of the element that dispatches it. Default: the source of the call. */
  target?: string
  /** Default `receive`: in its place among the items. `swap`: after the markup that arrived with it. `settle`: after Alpine. */
  after?: EventMoment
}

/** Dispatches a bubbling `CustomEvent`, so that `@saved` on an ancestor and `@saved.window` both hear it. */
export function event(name: string, detail: unknown = null, options: EventOptions = {}): Event {
  return item('event', { name, detail, after: 'receive', ...options })
}

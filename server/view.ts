import type { ActionContext } from './action-context.js'
import type { Returned } from './returned.js'
import { checkField } from './view/facade.js'
import type { ViewList, ViewListOptions } from './view/rows.js'
import type { TaskEnd } from './view/tasks.js'
import type { Json } from './wire.js'

/**
 * Why a view is over: its page was closed or left, has been without a connection for too long, its process ends, its
 * user may see it no more, or it could not go on.
 */
export type DisconnectReason = 'closed' | 'lost' | 'shutdown' | 'revoked' | 'error'

/** What the handlers of a view work with, besides its fields. */
export interface ViewMethods {
  /** Never leaves the process, as fields that begin with `_` do not. */
  readonly private: Record<string, unknown>
  /** Aborts when the view is over. */
  readonly abortSignal: AbortSignal
  /**
   * Sends what an action could return, at once and from anywhere. Settles when the page reads fast enough for more.
   *
   * @throws TypeError for what is no item, or an item about a call.
   */
  send(returned: Returned): Promise<void>
  /** Hears what `hub.tell` says to a topic, as `info`. */
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  /**
   * Begins work that other handlers need not wait for, once the page has the state as it is now. One of the same name is
   * cancelled.
   *
   * @throws RangeError beyond 100 at a time.
   */
  start<T>(name: string, work: (abortSignal: AbortSignal) => T | Promise<T>, end?: TaskEnd<T, this>): void
  /** Cancels such work: its signal aborts, and neither `done` nor `fail` runs. */
  cancel(name: string): void
  /** A list on the page, of which the server keeps no rows. */
  list(name: string, options?: ViewListOptions): ViewList
}

/** A page's state on the server. Each field is a signal of the page, but for those that begin with `_`. */
export type OpenView<Fields extends object = Record<string, unknown>> = Fields & ViewMethods

export interface ViewOptions<Fields extends object> {
  /** The fields that a view begins with. Default: none. */
  state?: () => Fields
  /** Names of fields that are sent when they are set, and are then as they were at first again. Default: none. */
  temporary?: readonly (keyof Fields & string)[]
  /** Milliseconds that it waits for its page to come back. Default 30000. */
  outlive?: number
  /** A page has opened it. What it throws is the answer to that page. */
  connect?(view: OpenView<Fields>, ctx: ActionContext): unknown
  /** The query of the page's URL, when the page opens it, and whenever it has changed. */
  params?(view: OpenView<Fields>, query: URLSearchParams, ctx: ActionContext): unknown
  /** A message to a topic that it has subscribed to. */
  info?(view: OpenView<Fields>, message: Json, topic: string): unknown
  /**
   * Something is lost: items for the page, which had no connection or was slow, or messages of a topic. The page has the
   * fields; all else is read and sent anew here.
   */
  missed?(view: OpenView<Fields>): unknown
  /** It is over. Runs once for each view whose `connect` did not fail. */
  disconnect?(view: OpenView<Fields>, reason: DisconnectReason): unknown
}

/** Made by `view()`; `hub.live({ view })` opens one for each page. */
export interface ViewDefinition<Fields extends object = object> extends Omit<ViewOptions<Fields>, 'temporary'> {
  readonly state: () => Fields
  readonly temporary: readonly string[]
  readonly outlive: number
}

/**
 * Defines a view: what a page keeps on the server while it is open.
 *
 * @throws TypeError for a field that cannot be a signal, or has the name of a method, and for a time that is none.
 */
export function view<Fields extends object = Record<string, unknown>>(
  options: ViewOptions<Fields>,
): ViewDefinition<NoInfer<Fields>> {
  const { state = () => ({}) as Fields, temporary = [], outlive = 30_000 } = options
  const names = Object.keys(state())
  for (const name of names) checkField(name)
  for (const name of temporary) {
    if (!names.includes(name))
      throw new TypeError(
        `view(): the temporary field ${JSON.stringify(name)} is not in its state; say what it is at first`,
      )
  }
  if (!(outlive >= 0 && outlive < 2 ** 31))
    throw new TypeError(
      `view(): outlive is ${outlive}; give milliseconds, from 0 to what a timer takes, ${2 ** 31 - 1}`,
    )
  return Object.freeze({ ...options, state, temporary, outlive })
}

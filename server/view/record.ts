import type Koa from 'koa'
import type { UserOf } from '../hub/live.js'
import type { JsonReplacer } from '../json.js'
import type { Place } from '../origin.js'
import type { DisconnectReason, OpenView, ViewDefinition } from '../view.js'
import { createFields, type Fields, facadeOf } from './facade.js'
import { createLog, type Log } from './log.js'
import type { Message } from './mailbox.js'
import { publicFields } from './state.js'

/** The open stream of a view's page. */
export interface Line {
  /** Whether the page reads: else nothing more is written until it does. */
  isReading(): boolean
  write(text: string): void
  /** Ends it; the page comes back. */
  end(): void
}

/** What the views of a process share. */
export interface ViewHost {
  readonly json: JsonReplacer | undefined
  /** Something in a view failed. */
  report(record: ViewRecord, error: unknown): void
  subscribe(record: ViewRecord, topic: string): void
  unsubscribe(record: ViewRecord, topic: string): void
  /** Its page has missed items. */
  missed(record: ViewRecord): void
  /** More waits for it than may: what, and why that may be. */
  overflow(record: ViewRecord, what: string): void
  /** It is over, and nobody finds it any more. */
  forget(record: ViewRecord): void
}

/** All that is known of an open view; its handlers see the facade. */
export interface ViewRecord {
  readonly id: string
  readonly app: Koa
  /** Where it was opened. */
  readonly place: Place
  /** Who opened it. */
  readonly owner: string
  readonly user: string | undefined
  /** Who makes a call. */
  readonly userOf: UserOf | undefined
  /** The query of the page's URL. */
  query: string
  readonly definition: ViewDefinition
  readonly host: ViewHost
  readonly fields: Fields
  readonly facade: OpenView
  line: Line | undefined
  /** The fields as the page has them, as JSON. */
  sent: Record<string, string>
  /** Fields that may have changed since. */
  dirty: Set<string> | undefined
  /** Fields whose insides the handler that runs may change. */
  touched: Set<string> | undefined
  flushing: NodeJS.Immediate | undefined
  readonly log: Log
  /** The last of what is sent bit by bit, which the next waits for. */
  sending: Promise<void> | undefined
  /** How many of these there are. */
  slow: number
  /** Opens when more can be sent. */
  room: { readonly isThere: Promise<void>; readonly open: () => void } | undefined
  /** Its `connect` has run, so its `disconnect` is to run. */
  isConnected: boolean
  readonly messages: Message[]
  isBusy: boolean
  /** What ends the hearing of each topic. */
  topics: Map<string, () => void> | undefined
  tasks: Map<string, AbortController> | undefined
  private: Record<string, unknown> | undefined
  leaving: AbortController | undefined
  /** The page has closed its stream, and not lost it. */
  isAsleep: boolean
  /** Ends it, if its page does not come back. */
  timer: NodeJS.Timeout | undefined
  /** Why it is over. */
  reason: DisconnectReason | undefined
}

export function createRecord(
  given: Pick<ViewRecord, 'id' | 'app' | 'place' | 'owner' | 'user' | 'userOf' | 'query' | 'definition' | 'host'>,
): ViewRecord {
  const record = {
    ...given,
    line: undefined,
    sent: {},
    dirty: undefined,
    touched: undefined,
    flushing: undefined,
    log: createLog(),
    sending: undefined,
    slow: 0,
    room: undefined,
    isConnected: false,
    messages: [],
    isBusy: false,
    topics: undefined,
    tasks: undefined,
    private: undefined,
    leaving: undefined,
    isAsleep: false,
    timer: undefined,
    reason: undefined,
  } as unknown as { -readonly [K in keyof ViewRecord]: ViewRecord[K] }
  record.fields = createFields(record, given.definition.state())
  record.facade = facadeOf(record.fields)
  record.dirty = new Set(publicFields(record))
  return record
}

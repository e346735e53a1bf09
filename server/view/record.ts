import type { AnyItem } from '../exchange.js'
import type { JsonReplacer } from '../json.js'
import type { DisconnectReason, OpenView, ViewDefinition } from '../view.js'
import { createFields, type Fields, facadeOf } from './facade.js'
import { createLog, type Log } from './log.js'
import type { Message } from './mailbox.js'

/** The open stream of a view's page. */
export interface Line {
  /** The page does not read, so nothing more is written until it does. */
  readonly isFull: boolean
  write(text: string): void
}

/** What the views of a process share. */
export interface ViewHost {
  readonly json: JsonReplacer | undefined
  /** Something in a view failed. */
  report(record: ViewRecord, error: unknown): void
  /** @throws TypeError for an item that cannot be sent to the view's page. */
  check(record: ViewRecord, item: AnyItem): void
  subscribe(record: ViewRecord, topic: string): void
  unsubscribe(record: ViewRecord, topic: string): void
  /** Its page has missed items. */
  missed(record: ViewRecord): void
  /** More waits for it than may. */
  overflow(record: ViewRecord): void
  /** It is over, and nobody finds it any more. */
  forget(record: ViewRecord): void
}

/** All that is known of an open view; its handlers see the facade. */
export interface ViewRecord {
  readonly id: string
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
  /** Whoever waits until more can be sent. */
  waiting: (() => void)[] | undefined
  readonly messages: Message[]
  isBusy: boolean
  topics: Set<string> | undefined
  tasks: Map<string, AbortController> | undefined
  private: Record<string, unknown> | undefined
  leaving: AbortController | undefined
  /** Ends it, if its page does not come back. */
  timer: NodeJS.Timeout | undefined
  /** Why it is over. */
  reason: DisconnectReason | undefined
}

export function createRecord(id: string, definition: ViewDefinition, host: ViewHost): ViewRecord {
  const record = {
    id,
    definition,
    host,
    line: undefined,
    sent: {},
    dirty: undefined,
    touched: undefined,
    flushing: undefined,
    log: createLog(),
    sending: undefined,
    waiting: undefined,
    messages: [],
    isBusy: false,
    topics: undefined,
    tasks: undefined,
    private: undefined,
    leaving: undefined,
    timer: undefined,
    reason: undefined,
  } as unknown as { -readonly [K in keyof ViewRecord]: ViewRecord[K] }
  record.fields = createFields(record, definition.state())
  record.facade = facadeOf(record.fields)
  record.dirty = new Set(Object.keys(record.fields).filter((name) => name[0] !== '_'))
  return record
}

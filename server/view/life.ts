import type { DisconnectReason } from '../view.js'
import { release } from './flush.js'
import { empty, post } from './mailbox.js'
import type { ViewRecord } from './record.js'
import { cancelAll } from './tasks.js'

/** Milliseconds that a view waits for a page whose tab is hidden, which has closed its stream to leave the connection to others. */
const night = 3_600_000

/** The stream is gone: the view is over unless its page comes back. */
export function expire(record: ViewRecord): void {
  const { definition, isAsleep } = record
  clearTimeout(record.timer)
  record.timer = setTimeout(() => void end(record, 'lost'), isAsleep ? night : definition.outlive).unref()
}

/** The page says so, before or after its stream is gone. */
export function sleep(record: ViewRecord): void {
  record.isAsleep = true
  if (!record.line) expire(record)
}

export function wake(record: ViewRecord): void {
  record.isAsleep = false
  clearTimeout(record.timer)
}

/**
 * Ends a view: its tasks are cancelled, what waits is dropped, and `disconnect` runs behind the handler that runs now.
 * Settles when that is done. A second time it does nothing.
 */
export function end(record: ViewRecord, reason: DisconnectReason): Promise<void> {
  if (record.reason) return Promise.resolve()
  record.reason = reason
  const { definition, facade, host } = record
  clearTimeout(record.timer)
  clearImmediate(record.flushing)
  record.leaving?.abort()
  cancelAll(record)
  empty(record)
  for (const topic of [...(record.topics?.keys() ?? [])]) host.unsubscribe(record, topic)
  host.forget(record)
  release(record)
  return new Promise((resolve) => {
    post(record, async () => {
      try {
        if (record.isConnected) await definition.disconnect?.(facade, reason)
      } finally {
        resolve()
      }
    })
  })
}

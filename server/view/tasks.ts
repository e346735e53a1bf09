import { setImmediate as turn } from 'node:timers/promises'
import type { OpenView } from '../view.js'
import { flush } from './flush.js'
import { post, stuck } from './mailbox.js'
import type { ViewRecord } from './record.js'

/** What becomes of a task; one of the two runs once, among the other handlers of the view, unless it is cancelled. */
export interface TaskEnd<T, View = OpenView> {
  /** The task has given this. */
  done?: (view: View, result: T) => unknown
  /** The task has thrown this. Without it, the error is reported. */
  fail?: (view: View, error: unknown) => unknown
}

/** Tasks of one view at a time. */
const most = 100

/** Begins a task; one of the same name is cancelled. */
export function start<T>(
  record: ViewRecord,
  name: string,
  work: (abortSignal: AbortSignal) => T | Promise<T>,
  end: TaskEnd<T>,
): void {
  if (record.reason) return
  cancel(record, name)
  record.tasks ??= new Map()
  if (record.tasks.size >= most)
    throw new RangeError(
      `view.start(${JSON.stringify(name)}): ${most} tasks run already; is a name made anew each time?`,
    )
  const controller = new AbortController()
  record.tasks.set(name, controller)
  void run(record, name, controller, work, end)
}

export function cancel({ tasks }: ViewRecord, name: string): void {
  tasks?.get(name)?.abort()
  tasks?.delete(name)
}

export function cancelAll(record: ViewRecord): void {
  for (const name of [...(record.tasks?.keys() ?? [])]) cancel(record, name)
}

async function run<T>(
  record: ViewRecord,
  name: string,
  { signal }: AbortController,
  work: (abortSignal: AbortSignal) => T | Promise<T>,
  { done, fail }: TaskEnd<T>,
): Promise<void> {
  // the page sees the state that the task begins with
  await turn()
  flush(record)
  if (signal.aborted) return
  let ended: () => unknown
  try {
    const result = await work(signal)
    ended = () => done?.(record.facade, result)
  } catch (error) {
    if (signal.aborted) return
    ended = () => (fail ? fail(record.facade, error) : record.host.report(record, error))
  }
  const conclude = () => {
    // it may have been cancelled while this waited
    if (signal.aborted) return undefined
    record.tasks?.delete(name)
    return ended()
  }
  if (!signal.aborted && !post(record, conclude)) record.host.overflow(record, stuck)
}

import { eventOf, framed } from '../hub/frame.js'
import { addEvent, isFull, type Log, trim, unwritten } from './log.js'
import type { Line, ViewRecord } from './record.js'
import { changes, publicFields, temporaries } from './state.js'

/** Sends what has changed, with what is sent by then, once this turn of the event loop is over; or once it is much. */
export function flushSoon(record: ViewRecord): void {
  if (record.reason) return
  if (isFull(record.log)) flush(record)
  else record.flushing ??= setImmediate(flush, record)
}

/** Sends what the page does not have yet, if it reads. */
export function flush(record: ViewRecord): void {
  clearImmediate(record.flushing)
  record.flushing = undefined
  const { line, log } = record
  if (line?.isReading()) {
    if (unwritten(log) === undefined) startOver(record, line, false)
    takeFields(record)
    writeEvents(line, log, unwritten(log) ?? '')
    if (line.isReading()) release(record)
  } else takeFields(record)
  trim(log)
}

/** Puts what the fields have become behind what was sent. While nobody reads, only what they are in the end counts. */
export function takeFields(record: ViewRecord): void {
  const { dirty, line } = record
  if (!dirty) return
  const changed = line?.isReading() ? changes(record, dirty) : new Map<string, string>()
  for (const [name, text] of temporaries(record, dirty)) changed.set(name, text)
  if (dirty.size === 0) record.dirty = undefined
  if (changed.size === 0) return
  const values = [...changed].map(([path, text]) => `${JSON.stringify(path)}:${text}`)
  addEvent(record.log, `event: signals\ndata: {"values":{${values.join(',')}}}\n\n`)
}

/** A stream of the page is open; `received` is the number of the last event that the page has, if it has any. */
export function attach(record: ViewRecord, line: Line, received: number | undefined): void {
  const { log } = record
  record.line = line
  log.written = received ?? 0
  const isNew = received === undefined
  if (unwritten(log) === undefined) startOver(record, line, isNew)
  else tell(record, line, isNew)
  flush(record)
}

/** Wakes whoever waits to send more. */
export function release(record: ViewRecord): void {
  record.room?.open()
  record.room = undefined
}

/** What it missed is not kept any more: the page gets all fields anew. */
function startOver(record: ViewRecord, line: Line, isNew: boolean): void {
  const { log, host } = record
  Object.assign(log, { texts: [], size: 0, written: log.last })
  record.sent = {}
  record.dirty = new Set(publicFields(record))
  tell(record, line, isNew, true)
  host.missed(record)
}

function tell({ id, log }: ViewRecord, line: Line, isNew: boolean, missed = false): void {
  const news = eventOf('view', { id, isNew, ...(missed && { missed }) })
  line.write(framed(news, `v${log.written}`))
}

function writeEvents(line: Line, log: Log, text: string): void {
  if (text === '') return
  line.write(framed(text, `v${log.last}`))
  log.written = log.last
}

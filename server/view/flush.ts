import { addEvent, trim, unwritten } from './log.js'
import type { Line, ViewRecord } from './record.js'
import { changes, temporaries } from './state.js'

/** What a page is told of its view when its stream begins, or when it has missed something. */
export interface ViewNews {
  readonly id: string
  /** `connect` ran: there was no such view, or it is gone. */
  readonly isNew: boolean
  /** Events are lost; the fields are sent anew, all else only if the view does so. */
  readonly missed: boolean
}

/** Sends what has changed, with what is sent by then, once this turn of the event loop is over. */
export function flushSoon(record: ViewRecord): void {
  if (!record.reason) record.flushing ??= setImmediate(flush, record)
}

/** Sends what the page does not have yet, if it reads. */
export function flush(record: ViewRecord): void {
  clearImmediate(record.flushing)
  record.flushing = undefined
  const { line, log } = record
  if (isReading(line) && !unwritten(log)) startOver(record, line, false)
  takeFields(record)
  const texts = isReading(line) ? (unwritten(log) ?? []) : []
  if (texts.length > 0) {
    line?.write(texts.join(''))
    log.written = log.last
  }
  trim(log)
  if (isReading(record.line)) release(record)
}

/** Puts what the fields have become behind what was sent. While nobody reads, only what they end as is kept. */
export function takeFields(record: ViewRecord): void {
  const { dirty, log } = record
  if (!dirty) return
  const changed = isReading(record.line) ? changes(record, dirty) : new Map<string, string>()
  for (const [name, text] of temporaries(record, dirty)) changed.set(name, text)
  if (dirty.size === 0) record.dirty = undefined
  if (changed.size === 0) return
  const values = [...changed].map(([path, text]) => `${JSON.stringify(path)}:${text}`)
  addEvent(log, 'signals', `{"values":{${values.join(',')}}}`)
}

/** A stream of the page is open, which has the events up to a number; undefined if it has none. */
export function attach(record: ViewRecord, line: Line, received: number | undefined): void {
  const { log } = record
  record.line = line
  const isNew = received === undefined
  log.written = received ?? 0
  if (unwritten(log)) write(line, { id: record.id, isNew, missed: false })
  else startOver(record, line, isNew)
  flush(record)
}

/** Wakes whoever waits to send more. */
export function release(record: ViewRecord): void {
  const { waiting = [] } = record
  record.waiting = undefined
  for (const resume of waiting) resume()
}

function startOver(record: ViewRecord, line: Line, isNew: boolean): void {
  const { log, host } = record
  Object.assign(log, { texts: [], size: 0, written: log.last })
  record.sent = {}
  record.dirty = new Set(Object.keys(record.fields))
  write(line, { id: record.id, isNew, missed: true })
  host.missed(record)
}

function write(line: Line, news: ViewNews): void {
  line.write(`event: view\ndata: ${JSON.stringify(news)}\n\n`)
}

function isReading(line: Line | undefined): line is Line {
  return line?.isFull === false
}

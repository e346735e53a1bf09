import { stringify } from '../json.js'
import { difference } from './difference.js'
import type { ViewRecord } from './record.js'

/** A field may have changed: what it is at the end of this turn is compared with what the page has. */
export function touch(record: ViewRecord, name: string): void {
  record.dirty ??= new Set()
  record.dirty.add(name)
}

/** A handler is over that may have changed what it had got of these fields. */
export function touchAgain(record: ViewRecord): void {
  for (const name of record.touched ?? []) touch(record, name)
  record.touched = undefined
}

/** What has changed in fields that the page keeps, by path, as JSON. They count as sent. */
export function changes(record: ViewRecord, dirty: Set<string>): Map<string, string> {
  const changed = new Map<string, string>()
  for (const name of dirty) {
    if (isTemporary(record, name)) continue
    dirty.delete(name)
    attempt(record, () => {
      const text = toJson(record, record.fields[name])
      const before = record.sent[name]
      if (text === before) return
      for (const [path, each] of difference(name, before, text)) changed.set(path, each)
      record.sent[name] = text
    })
  }
  return changed
}

/** What is in fields that are sent and not kept; they are as they were at first again. */
export function temporaries(record: ViewRecord, dirty: Set<string>): Map<string, string> {
  const { definition, fields } = record
  const found = new Map<string, string>()
  for (const name of definition.temporary) {
    if (!dirty.delete(name)) continue
    attempt(record, () => {
      const text = toJson(record, fields[name])
      const first = (definition.state() as Record<string, unknown>)[name]
      if (text === toJson(record, first)) return
      found.set(name, text)
      fields[name] = first
    })
  }
  return found
}

/** Names of the fields that are signals. */
export function publicFields({ fields }: ViewRecord): string[] {
  return Object.keys(fields).filter((name) => name[0] !== '_')
}

function isTemporary({ definition }: ViewRecord, name: string): boolean {
  return definition.temporary.includes(name)
}

/** What cannot be sent is reported, and does not keep the other fields. */
function attempt(record: ViewRecord, act: () => void): void {
  try {
    act()
  } catch (error) {
    record.host.report(record, error)
  }
}

/** A signal that is taken away would make the page's expressions throw. */
function toJson({ host }: ViewRecord, value: unknown): string {
  return stringify(value === undefined ? null : value, host.json)
}

import { type ElementsData, hostile, type SignalsData } from '../server/wire.js'
import type { ServerEvent } from './event-parser.js'

/** Insertions that become one: what takes long is cut between items. */
const most = 100

/** Events that say the same become one; what differs is in it. */
interface Run {
  /** False if one event cannot follow the others without another outcome. */
  add(event: ServerEvent): boolean
  joined(): ServerEvent
}

/**
 * Makes one of many that follow each other: of signals, as nobody would see the values in between, and of insertions into
 * one place.
 */
export function* join(events: readonly ServerEvent[]): Generator<ServerEvent> {
  let run: Run | undefined
  let pending: ServerEvent[] = []
  for (const event of events) {
    if (!run?.add(event)) {
      yield* joined(run, pending)
      pending = []
      run = runOf(event)
    }
    pending.push(event)
  }
  yield* joined(run, pending)
}

function joined(run: Run | undefined, events: ServerEvent[]): ServerEvent[] {
  return run && events.length > 1 ? [run.joined()] : events
}

function runOf(event: ServerEvent): Run | undefined {
  const run = event.kind === 'signals' ? signalRun() : event.kind === 'elements' ? insertionRun() : undefined
  return run?.add(event) ? run : undefined
}

/** Names that are paths have an order among themselves. */
const plainName = /^\$?\w+$/

function signalRun(): Run {
  const values = new Map<string, unknown>()
  return {
    add({ kind, data }) {
      const sent = kind === 'signals' && read<SignalsData>(data, ['values'])
      if (!sent) return false
      const names = Object.keys(sent.values)
      if (!names.every((name) => plainName.test(name) && !hostile.test(name))) return false
      for (const name of names) {
        // the last one is set last, as a setter may set others
        values.delete(name)
        values.set(name, sent.values[name])
      }
      return true
    },
    joined: () => ({ kind: 'signals', data: JSON.stringify({ values: Object.fromEntries(values) }) }),
  }
}

function insertionRun(): Run {
  const ids = new Set<string>()
  const markups: string[] = []
  let first: (ElementsData & { root: string }) | undefined
  return {
    add({ kind, data }) {
      const sent = kind === 'elements' && read<ElementsData>(data, ['markup', 'target', 'swap'])
      if (!sent || !/^(append|before)$/.test(`${sent.swap}`) || markups.length === most) return false
      const element = wholeElement(sent.markup)
      // what has an id that is there is morphed
      if (!element || element.ids.some((id) => ids.has(id))) return false
      first ??= { ...sent, root: element.name }
      // parts of a table are parsed by what came before them
      if (sent.target !== first.target || sent.swap !== first.swap || element.name !== first.root) return false
      for (const id of element.ids) ids.add(id)
      markups.push(sent.markup)
      return true
    },
    joined() {
      const { target, swap } = first as ElementsData
      return { kind: 'elements', data: JSON.stringify({ markup: markups.join(''), target, swap }) }
    },
  }
}

/** Data that has these keys and no others. */
function read<Data>(data: string, keys: readonly (keyof Data & string)[]): Data | undefined {
  try {
    const value = JSON.parse(data)
    const own = Object.keys(value)
    return own.length === keys.length && keys.every((key) => own.includes(key)) ? value : undefined
  } catch {
    // the applier reports it
    return undefined
  }
}

const voids = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/
const tagOrText = /([^<]+)|<(\/?)([a-z][a-z\d-]*)((?:\s+[^\s"'<>/=]+(?:=(?:"[^"]*"|'[^']*'|[^\s"'<>=`]+))?)*)\s*>/giy
const idAttribute = /\sid=(?:"([^"]*)"|'([^']*)'|(\S+))/i

/** The name and the ids of markup that is one element, well formed and closed: what follows it is parsed as if alone. */
function wholeElement(markup: string): { name: string; ids: string[] } | undefined {
  const open: string[] = []
  const ids: string[] = []
  let name: string | undefined
  tagOrText.lastIndex = 0
  while (tagOrText.lastIndex < markup.length) {
    const [found, text, closes, written = '', attributes = ''] = tagOrText.exec(markup) ?? []
    if (found === undefined) return undefined
    if (text !== undefined) {
      if (!open.length && text.trim()) return undefined
      continue
    }
    const tag = written.toLowerCase()
    // nothing closes the one, and the others are a page
    if (/^(plaintext|html|head|body)$/.test(tag)) return undefined
    if (closes) {
      if (open.pop() !== tag) return undefined
      continue
    }
    if (!open.length && name !== undefined) return undefined
    name ??= tag
    const [, ...id] = idAttribute.exec(attributes) ?? []
    if (id.length) ids.push(id.join(''))
    if (!voids.test(tag)) open.push(tag)
  }
  return name !== undefined && !open.length ? { name, ids } : undefined
}

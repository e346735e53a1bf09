import type { ElementsData, SignalsData } from '../server/wire.js'
import type { Call } from './call.js'
import type { ServerEvent } from './event-parser.js'
import { placeOf } from './signal.js'
import { findTargets } from './target.js'
import { wholeElement } from './whole-element.js'

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
export function* join(call: Call, events: readonly ServerEvent[]): Generator<ServerEvent> {
  let run: Run | undefined
  let pending: ServerEvent[] = []
  for (const event of events) {
    if (!run?.add(event)) {
      yield* joined(run, pending)
      pending = []
      run = runOf(call, event)
    }
    pending.push(event)
  }
  yield* joined(run, pending)
}

function joined(run: Run | undefined, events: ServerEvent[]): ServerEvent[] {
  return run && events.length > 1 ? [run.joined()] : events
}

function runOf(call: Call, event: ServerEvent): Run | undefined {
  const run = event.kind === 'signals' ? signalRun(call) : event.kind === 'elements' ? insertionRun(call) : undefined
  return run?.add(event) ? run : undefined
}

/** Names that are paths have an order among themselves. */
const plainName = /^\$?\w+$/

function signalRun(call: Call): Run {
  const values = new Map<string, unknown>()
  // what stays alone need not be looked up
  let find: ReturnType<typeof placeOf> | undefined
  let isAlone = true
  return {
    add({ kind, data }) {
      const sent = kind === 'signals' && read<SignalsData>(data, ['values'])
      if (!sent) return false
      const names = Object.keys(sent.values)
      if (!names.every((name) => plainName.test(name))) return false
      const fresh = find ? names.filter((name) => !values.has(name)) : [...values.keys(), ...names]
      if (!isAlone) find ??= placeOf(call)
      if (!fresh.every((name) => !find || isPlain(find, name))) return false
      isAlone = false
      for (const name of names) {
        values.set(name, sent.values[name])
      }
      return true
    },
    joined: () => ({ kind: 'signals', data: JSON.stringify({ values: Object.fromEntries(values) }) }),
  }
}

/** What is set is only kept there; what fails is to fail each time. */
function isPlain(find: ReturnType<typeof placeOf>, name: string): boolean {
  try {
    const [holder, key, isRow] = find(name)
    let own: object | null = holder
    while (own && !Object.hasOwn(own, key)) own = Object.getPrototypeOf(own)
    return !isRow && !(own && Object.getOwnPropertyDescriptor(own, key)?.set)
  } catch {
    return false
  }
}

function insertionRun(call: Call): Run {
  const ids = new Set<string>()
  const markups: string[] = []
  let first: (ElementsData & { root: string }) | undefined
  return {
    add({ kind, data }) {
      const sent = kind === 'elements' && read<ElementsData>(data, ['markup', 'target', 'swap'])
      if (!sent || !/^(append|before)$/.test(`${sent.swap}`) || markups.length === most) return false
      const element = wholeElement(sent.markup)
      // what has an id that is there is morphed, and takes what is in it from elsewhere
      if (!element || element.ids.some((id) => ids.has(id) || document.getElementById(id))) return false
      if (markups.length === 1 && !isSteady(call, sent)) return false
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

/** The target is there, and is the same one when something went in. */
function isSteady(call: Call, { target = '', swap }: ElementsData): boolean {
  if (!(swap === 'append' ? /^[^:]+$/ : /^(this|closest [^:]+|#[\w-]+)$/).test(target)) return false
  try {
    return findTargets(call, target).every(({ namespaceURI }) => /xhtml$/.test(`${namespaceURI}`))
  } catch {
    // the applier reports it, for each
    return false
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

import type { FieldErrors } from '../server/wire.js'
import type { Alpine } from './alpine.js'
import type { HyperError } from './error.js'
import { isObject } from './reconcile.js'
import { rootsOf } from './scope.js'

/** A call under way, as `$action.pending()` and the like see it. */
export interface Entry {
  readonly name: string
  readonly source: Element
  readonly cancel: () => void
  data: unknown
  /** 0 to 1. */
  progress: number
}

interface Account {
  entries: Entry[]
  error: HyperError | undefined
  errors: FieldErrors
}

/** An element, or data such as `{ id: 3 }`, that a call must have. */
export type Match = Element | Record<string, unknown>

/** The reactive account of calls, of each `x-data` root and each form. */
export interface Ledger {
  /** The account that an element reads: its nearest root's. */
  of(el: Element): Account
  /** The account of field errors: the nearest form's, else the nearest root's. */
  fields(el: Element): Account
  /** Enters a call with every root around its source. Returns the entry, and what takes it out. */
  open(entry: Entry): { entry: Entry; close(): void }
  find(el: Element, name?: string, match?: Match): Entry[]
}

export function createLedger(Alpine: Alpine): Ledger {
  const accounts = new WeakMap<Element, Account>()
  const account = (el: Element): Account => {
    const present = accounts.get(el)
    if (present) return present
    const made = Alpine.reactive<Account>({ entries: [], error: undefined, errors: {} })
    accounts.set(el, made)
    return made
  }
  const rootOf = (el: Element) => Alpine.closestRoot(el) ?? document.documentElement

  const ledger: Ledger = {
    of: (el) => account(rootOf(el)),
    fields: (el) => account(el.closest('form') ?? rootOf(el)),
    open(given) {
      const entry = Alpine.reactive(given)
      const open = [...rootsOf(Alpine, given.source), document.documentElement].map(account)
      for (const { entries } of open) entries.push(entry)
      return {
        entry,
        close() {
          for (const each of open) each.entries = each.entries.filter((other) => Alpine.raw(other) !== given)
        },
      }
    },
    find: (el, name, match) =>
      ledger.of(el).entries.filter((entry) => (name === undefined || entry.name === name) && matches(entry, match)),
  }
  return ledger
}

function matches({ source, data }: Entry, match: Match | undefined): boolean {
  if (match === undefined) return true
  if (match instanceof Element) return source === match
  return isObject(data) && Object.keys(match).every((key) => data[key] === match[key])
}

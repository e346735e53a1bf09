import { type ListChange, list } from '../items/list.js'
import { within } from '../within.js'
import { send } from './outbox.js'
import type { ViewRecord } from './record.js'

export interface ViewListOptions {
  /** The property that tells one row from another. Default `id`. */
  key?: string
  /** ViewRows that the page keeps. Default: all. */
  limit?: number
}

/** An array, or what gives rows one after the other, which is asked only as fast as the page reads. */
export type ViewRows = Iterable<unknown> | AsyncIterable<unknown>

/** A list that only the page keeps. Each change settles when it is sent. */
export interface ViewList {
  /** Puts rows at the end; beyond the limit the first ones go. */
  append(rows: ViewRows): Promise<void>
  /** Puts rows at the beginning, in their order; beyond the limit the last ones go. */
  prepend(rows: ViewRows): Promise<void>
  /** Replaces rows of the same key where they are, and puts the others at the end. */
  upsert(rows: ViewRows): Promise<void>
  /** Takes rows out, by their keys. */
  remove(keys: ViewRows): Promise<void>
  /** Makes these all rows. Beyond the limit no more are asked for. */
  reset(rows: ViewRows): Promise<void>
}

/** ViewRows of one item, and milliseconds for which they gather. */
const slice = { rows: 100, milliseconds: 16 }

export function listOf(record: ViewRecord, name: string, { key = 'id', limit }: ViewListOptions): ViewList {
  const last = { key, ...(limit !== undefined && { limit: -limit }) }
  const first = { key, ...(limit !== undefined && { limit }) }
  const sendEach = (rows: ViewRows, changeOf: Change, most?: number) => send(record, items(name, rows, changeOf, most))
  return {
    append: (rows) => sendEach(rows, (insert) => ({ insert, ...last })),
    prepend: (rows) => sendEach(rows, (insert, at) => ({ insert, at, ...first })),
    upsert: (rows) => sendEach(rows, (upsert) => ({ upsert, ...last })),
    remove: (keys) => sendEach(keys, (remove) => ({ remove, key })),
    reset: (rows) => sendEach(rows, (some, at) => (at > 0 ? { insert: some, key } : { reset: some, key }), limit),
  }
}

/** What is to be done with some rows; `at` is how many there were before. */
type Change = (rows: unknown[], at: number) => ListChange

function items(name: string, rows: ViewRows, changeOf: Change, most = Number.POSITIVE_INFINITY) {
  if (Array.isArray(rows) && rows.length <= slice.rows) return list(name, changeOf(rows.slice(0, most), 0))
  return eachSlice(name, rows, changeOf, most)
}

async function* eachSlice(name: string, rows: ViewRows, changeOf: Change, most: number) {
  let at = 0
  for await (const some of slices(rows, most)) {
    yield list(name, changeOf(some, at))
    at += some.length
  }
  // rows that are all gone are to go
  if (at === 0) yield list(name, changeOf([], 0))
}

async function* slices(rows: ViewRows, most: number): AsyncGenerator<unknown[]> {
  const steps = (async function* () {
    yield* rows
  })()
  const some: unknown[] = []
  try {
    for (let count = 0; count < most; count++) {
      const pending = steps.next()
      // those that are there need not wait for one that is not
      if (some.length > 0 && !(await within(slice.milliseconds, pending))) yield some.splice(0)
      const { done, value } = await pending
      if (done) break
      if (some.push(value) >= slice.rows) yield some.splice(0)
    }
    if (some.length > 0) yield some
  } finally {
    await steps.return(undefined)
  }
}

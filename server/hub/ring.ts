import type { Entry, Position } from './bus.js'
import { cursorOf } from './bus.js'
import { type Frame, framed, frameOf } from './frame.js'

export interface ReplayOptions {
  /** How many of the last events each process keeps, for pages that come back. Default 1000. */
  events?: number
  /** How many bytes of them. Default 1 MiB. */
  bytes?: number
  /** For how many seconds. Default 300. */
  seconds?: number
}

/** An entry that is kept, as its connections get it. */
export interface Kept {
  readonly n: number
  readonly key: string
  readonly frame: Frame
  readonly at: number
}

/** The last entries. */
export interface Ring {
  readonly limits: Required<ReplayOptions>
  kept: Kept[]
  bytes: number
  epoch: string
  /** All that came behind this number is there. */
  floor: number
  /** The number of the last one. */
  last: number
}

export function createRing(options: ReplayOptions = {}): Ring {
  const limits = { events: 1000, bytes: 1024 * 1024, seconds: 300, ...options }
  for (const [name, value] of Object.entries(limits))
    if (!(value >= 0)) throw new TypeError(`createHub(): replay.${name} is ${value}; give a number, 0 or more`)
  return { limits, kept: [], bytes: 0, epoch: '', floor: 0, last: 0 }
}

/** Forgets all, and goes on behind a position. */
export function restart(ring: Ring, { epoch, n }: Position): void {
  Object.assign(ring, { kept: [], bytes: 0, epoch, floor: n, last: n })
}

export function keep(ring: Ring, entry: Entry): Kept {
  const kept = keptOf(entry)
  ring.last = kept.n
  ring.kept.push(kept)
  ring.bytes += kept.frame.bytes.length
  trim(ring)
  return kept
}

export function keptOf({ n, epoch, key, text }: Entry): Kept {
  return { n, key, frame: frameOf(text && framed(text, cursorOf({ epoch, n }))), at: performance.now() }
}

/** The entries behind a position; undefined if some of them are gone. */
export function keptSince(ring: Ring, { epoch, n }: Position): readonly Kept[] | undefined {
  trim(ring)
  if (epoch !== ring.epoch || n < ring.floor || n > ring.last) return undefined
  return ring.kept.slice(n - ring.floor)
}

function trim(ring: Ring): void {
  const { limits, kept } = ring
  const oldest = performance.now() - limits.seconds * 1000
  let gone = 0
  for (const { at, frame } of kept) {
    if (kept.length - gone <= limits.events && ring.bytes <= limits.bytes && at >= oldest) break
    ring.bytes -= frame.bytes.length
    gone++
  }
  if (gone === 0) return
  kept.splice(0, gone)
  ring.floor += gone
}

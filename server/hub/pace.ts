import { cursorOf } from './bus.js'
import { type Connection, onDrain, waiting, write } from './connection.js'
import type { Core } from './core.js'
import { eventOf, framed, frameOf } from './frame.js'
import { type Kept, keptOf, keptSince } from './ring.js'

/** Sends an entry to a connection, unless it reads too slowly: then it is sent from the ring once it has read on. */
export function deliver(core: Core, connection: Connection, { n, frame }: Kept): void {
  // one that came from another process may be ahead of this one
  if (connection.lagging !== undefined || n <= connection.at) return
  if (waiting(connection) > core.limits.backlog) return lag(core, connection, n - 1)
  write(connection, frame)
}

/** Sends events to one connection only: behind what it has missed. What is too much is lost, and the page is told so. */
export function sendTo(core: Core, connection: Connection, events: string): void {
  const { ring, limits } = core
  if (connection.lagging === undefined && waiting(connection) > limits.backlog) lag(core, connection, ring.last)
  if (connection.lagging === undefined) return writeEvents(core, connection, events, ring.last)
  connection.behind += events
  if (connection.behind.length <= limits.backlog) return
  connection.behind = ''
  connection.lost = true
}

function lag(core: Core, connection: Connection, at: number): void {
  connection.at = at
  connection.lagging = performance.now()
  onDrain(connection, () => resume(core, connection))
}

/** Sends what a connection has missed, as far as it reads; if that is gone, a gap, and what fills it. */
export async function resume(core: Core, connection: Connection): Promise<void> {
  const { ring, limits, onError } = core
  connection.lagging ??= performance.now()
  try {
    // what is published in the meantime is in the ring
    while (connection.lost || connection.at < ring.last) {
      const upTo = ring.last
      const missed = connection.lost ? undefined : await missedBy(core, connection, upTo)
      if (isOver(connection)) return
      if (!missed || connection.lost) {
        if (!(await tellGap(core, connection))) return
        continue
      }
      for (const { n, key, frame } of missed) {
        if (waiting(connection) > limits.backlog) return onDrain(connection, () => resume(core, connection))
        if (connection.keys.includes(key)) write(connection, frame)
        connection.at = n
      }
      connection.at = upTo
    }
    const { behind } = connection
    connection.behind = ''
    connection.lagging = undefined
    if (behind) sendTo(core, connection, behind)
  } catch (error) {
    onError(error as Error)
    connection.res.destroy()
  }
}

/** Tells that something is lost, and what fills the gap: all that is published while that is made comes behind it. */
async function tellGap(core: Core, connection: Connection): Promise<boolean> {
  const { fill } = connection
  connection.lost = false
  connection.at = core.ring.last
  const more = fill ? await fill() : ''
  if (isOver(connection)) return false
  writeEvents(core, connection, eventOf('gap', fill ? { filled: true } : {}) + more, connection.at)
  return true
}

const isOver = ({ leaving, res }: Connection) => leaving !== undefined || res.destroyed

/** What was published since a connection had all: of the ring, else of the log of all processes; undefined if it is gone. */
async function missedBy(
  { ring, bus }: Core,
  { at, keys }: Connection,
  upTo: number,
): Promise<readonly Kept[] | undefined> {
  const from = { epoch: ring.epoch, n: at }
  const kept = keptSince(ring, from)
  if (kept) return kept.slice(0, upTo - at)
  const entries = await bus.since(from)
  return entries?.filter(({ n, key }) => n <= upTo && keys.includes(key)).map((entry) => keptOf(entry))
}

function writeEvents({ ring }: Core, connection: Connection, events: string, n: number): void {
  write(connection, frameOf(framed(events, cursorOf({ epoch: ring.epoch, n }))))
}

import { cursorOf } from './bus.js'
import { type Connection, onDrain, waiting, write } from './connection.js'
import type { Core } from './core.js'
import { eventOf, framed, frameOf } from './frame.js'
import { type Kept, keptSince } from './ring.js'

/** Sends an entry to a connection, unless it reads too slowly: then it is sent from the ring once it has read on. */
export function deliver(core: Core, connection: Connection, { n, frame }: Kept): void {
  if (connection.lagging !== undefined) return
  if (waiting(connection) > core.limits.backlog) return lag(core, connection, n - 1)
  write(connection, frame)
}

/** Sends events to one connection only. What cannot be sent is lost, and the page is told so when it reads again. */
export function sendTo(core: Core, connection: Connection, events: string): void {
  if (connection.lagging === undefined && waiting(connection) > core.limits.backlog)
    lag(core, connection, core.ring.last)
  if (connection.lagging === undefined) writeEvents(core, connection, events, core.ring.last)
  else connection.lost = true
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
  for (;;) {
    const missed = connection.lost ? undefined : keptSince(ring, { epoch: ring.epoch, n: connection.at })
    if (missed) {
      for (const { n, key, frame } of missed) {
        if (waiting(connection) > limits.backlog) return onDrain(connection, () => resume(core, connection))
        if (connection.keys.has(key)) write(connection, frame)
        connection.at = n
      }
      connection.lagging = undefined
      return
    }
    connection.lost = false
    connection.at = ring.last
    const { fill } = connection
    try {
      // what is published while it is made comes behind it
      const more = fill ? await fill() : ''
      if (connection.leaving || connection.res.destroyed) return
      writeEvents(core, connection, eventOf('gap', fill ? { filled: true } : {}) + more, connection.at)
    } catch (error) {
      onError(error as Error)
      connection.res.destroy()
      return
    }
  }
}

function writeEvents({ ring }: Core, connection: Connection, events: string, n: number): void {
  write(connection, frameOf(framed(events, cursorOf({ epoch: ring.epoch, n }))))
}

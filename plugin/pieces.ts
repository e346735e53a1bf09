import { turn } from './apply.js'
import type { ServerEvent } from './event-parser.js'

/** Events that wait to be applied. */
const most = 5000

/** Events before which the browser gets a turn: it has read them, and may have applied others. */
const many = 100

/**
 * Reads an answer that is sent as it comes to be.
 *
 * @param feed takes a piece; false when nothing may follow it.
 * @param waiting what `feed` has found in them.
 * @param take applies events.
 */
export async function readPieces(
  response: Response,
  feed: (piece: string) => boolean,
  waiting: ServerEvent[],
  take: (events: ServerEvent[]) => Promise<void>,
  wait: () => void,
): Promise<void> {
  let applied = Promise.resolve<unknown>(undefined)
  const flush = () => {
    const events = waiting.splice(0)
    applied = applied.then(() => (events.length > many ? turn() : undefined)).then(() => take(events))
    return applied
  }
  // the first at once, then what has come within a frame; a timer, as there are no frames in a hidden tab
  let isGathering = false
  const gather = () => {
    isGathering = waiting.length > 0
    if (!isGathering) return
    flush()
    setTimeout(gather, 16)
  }
  const decoder = new TextDecoder()
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  let goesOn = true
  try {
    while (goesOn) {
      wait()
      const { value, done } = await reader.read()
      if (done) break
      goesOn = feed(decoder.decode(value, { stream: true }))
      if (!isGathering) gather()
      // a server that is faster than the page waits for it
      if (waiting.length > most) await flush()
    }
    // the connection can be used again once it was read to its end
    reader.read().catch(() => {})
  } finally {
    await flush()
  }
}

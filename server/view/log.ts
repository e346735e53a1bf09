/** The last events of a view, so that a page which lost its connection goes on behind what it has. */
export interface Log {
  texts: string[]
  size: number
  /** Number of the last event that there was. */
  last: number
  /** Number of the last event that was written to the page's stream; -1 if nobody knows. */
  written: number
  /** When the last event was added. */
  at: number
}

/** Events and characters that are kept; a page that missed more gets all fields anew. */
const most = { events: 200, characters: 128 * 1024 }

/** Milliseconds after which a page that reads has what was written to it. */
const arrival = 60_000

export function createLog(): Log {
  return { texts: [], size: 0, last: 0, written: 0, at: 0 }
}

export function addEvent(log: Log, kind: string, data: string): void {
  const text = `event: ${kind}\nid: v${++log.last}\ndata: ${data}\n\n`
  log.texts.push(text)
  log.size += text.length
  log.at = performance.now()
}

/** The events that are still to be written; undefined if some of them are not kept any more. */
export function unwritten({ texts, last, written }: Log): readonly string[] | undefined {
  const missing = last - written
  return written < 0 || missing < 0 || missing > texts.length ? undefined : texts.slice(texts.length - missing)
}

/** Forgets the oldest beyond the bounds. */
export function trim(log: Log): void {
  let count = Math.max(log.texts.length - most.events, 0)
  let size = log.size
  log.texts.every((text, index) => {
    const isTooMuch = index < count || size > most.characters
    if (isTooMuch) {
      size -= text.length
      count = index + 1
    }
    return isTooMuch
  })
  if (count > 0) Object.assign(log, { texts: log.texts.slice(count), size })
}

/** Forgets what has arrived by now. */
export function sweep(log: Log): void {
  const isOld = performance.now() - log.at > arrival
  if (isOld && log.written === log.last) Object.assign(log, { texts: [], size: 0 })
}

/** The last events of a view, so that a page which lost its connection goes on behind what it has. */
export interface Log {
  texts: string[]
  size: number
  /** Number of the last event that there was. */
  last: number
  /** Number of the last event that was written to the page's stream. */
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

export function addEvent(log: Log, text: string): void {
  log.last++
  log.texts.push(text)
  log.size += text.length
  log.at = performance.now()
}

/** The events that are still to be written, as text; undefined if some of them are not kept any more. */
export function unwritten({ texts, last, written }: Log): string | undefined {
  const missing = last - written
  return missing < 0 || missing > texts.length ? undefined : texts.slice(texts.length - missing).join('')
}

export function isFull({ texts, size }: Log): boolean {
  return texts.length > most.events || size > most.characters
}

/** Forgets the oldest beyond the bounds. */
export function trim(log: Log): void {
  const { texts } = log
  let gone = 0
  if (!isFull(log)) return
  for (const { length } of texts) {
    if (texts.length - gone <= most.events && log.size <= most.characters) break
    log.size -= length
    gone++
  }
  log.texts = texts.slice(gone)
}

/** Forgets what has arrived by now. */
export function sweep(log: Log): void {
  const isOld = performance.now() - log.at > arrival
  if (isOld && log.written === log.last) Object.assign(log, { texts: [], size: 0 })
}

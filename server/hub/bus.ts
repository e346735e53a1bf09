/** A place in the log of a bus. An epoch is one life of the log: numbers of another one say nothing. */
export interface Position {
  readonly epoch: string
  readonly n: number
}

/** What was published: each has the number after that of the one before. */
export interface Entry extends Position {
  /** What connections ask for: see `keyOf`. */
  readonly key: string
  readonly text: string
}

export interface BusListener {
  /** The log is heard from behind this position on: once before all entries, and again whenever some may be lost. */
  begin(position: Position): void
  /** Hears all entries of all processes, in their order, each once. */
  entry(entry: Entry): void
  /** Something failed that nobody waits for. */
  error(error: Error): void
}

/**
 * Carries what is said from one process to all: a log with one sequence for what is published, channels without a log
 * for what is meant for one process, and who is present.
 */
export interface Bus {
  /** Begins to hear entries. It goes on trying while there is no connection, and is fulfilled once it has begun. */
  open(listener: BusListener): Promise<void>
  /** Adds an entry to the log. Fails if nobody may have heard it. */
  publish(key: string, text: string): Promise<void>
  /** The entries behind a position, the oldest first; undefined if some of them are gone. */
  since(position: Position): Promise<readonly Entry[] | undefined>
  /** Says something to those who listen now. Gives how many did. */
  send(channel: string, text: string): Promise<number>
  /** Listens to a channel, until the function that it gives is called. */
  listen(channel: string, listener: (text: string) => void): Promise<() => Promise<void>>
  /** Notes members of a set, with a text for each, for so many milliseconds, unless they are noted again. */
  put(set: string, members: ReadonlyMap<string, string>, ttl: number): Promise<void>
  /** Takes a member out. */
  drop(set: string, member: string): Promise<void>
  /** The texts of the members of a set, and how many were taken out now, as their time is over. */
  members(set: string): Promise<{ texts: readonly string[]; gone: number }>
  /** Lets go of connections and timers. */
  close(): Promise<void>
}

/** A position as text, for the `id` of an event. */
export function cursorOf({ epoch, n }: Position): string {
  return `${epoch}.${n}`
}

/** What a page gave as its last position; undefined for what is none. */
export function positionOf(cursor: string): Position | undefined {
  const [, epoch, n] = /^([\w-]{1,64})\.(\d{1,15})$/.exec(cursor) ?? []
  return epoch === undefined ? undefined : { epoch, n: Number(n) }
}

/** What a store knows of a call: nothing before, it runs, its answer is whole, its process is gone, or it was another one. */
export type Begun = 'new' | 'running' | 'whole' | 'lost' | 'other'

/**
 * Keeps the answers of calls, as a log of texts for each. What is in the texts is not the store's concern, but that
 * the empty text is the last one of a log. A store that has no room for an answer keeps that text alone.
 */
export interface CallStore {
  /**
   * When its memory begins, in milliseconds as of `Date.now()`: it may have known calls that began earlier, so a retry of
   * one of these is not run. Default: it forgets none before its time.
   */
  readonly since?: number | Promise<number>
  /** It is in the memory of this process: fingerprints may tell what they are of, credentials too. */
  readonly isPrivate?: boolean
  /**
   * Begins the log of a call, unless there is one; both in one step, for all processes. A log whose fingerprint is
   * another one is `other`. It may be forgotten `ttl` milliseconds after it was last written to.
   */
  begin(key: string, fingerprint: string, ttl: number): Begun | Promise<Begun>
  /** Adds texts to a log. It is called again only when its promise has settled. */
  append(key: string, texts: readonly string[], ttl: number): void | Promise<void>
  /**
   * The texts of a log from an index on. Waits until there is one; gives none if there will be none, as the process
   * that ran the call is gone, or when the signal aborts.
   */
  read(key: string, from: number, abortSignal: AbortSignal): readonly string[] | Promise<readonly string[]>
  /** Forgets a log, so that its call may begin anew. */
  forget(key: string): void | Promise<void>
  /** Tells all processes that this call is to stop; `scope` says who wants it. */
  cancel(key: string, scope: string): void | Promise<void>
  /** Hears what any process cancels, within a second. */
  onCancel(listener: (key: string, scope: string) => void): void
  /** Lets go of timers and the like; called by `close()` of `hyper()`. */
  close?(): void | Promise<void>
}

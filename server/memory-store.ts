import type { Begun, CallStore } from './call-store.js'

export interface MemoryStoreOptions {
  /** Calls that are remembered; beyond it the one that ended longest ago is forgotten. Default 100000. */
  entries?: number
  /** Bytes of all answers; beyond it the oldest are dropped, and only that the call was made is kept. Default 32 MiB. */
  bytes?: number
}

interface Log {
  readonly fingerprint: string
  texts: string[]
  size: number
  /** When it began. */
  readonly at: number
  /** When it may be forgotten. */
  until: number
  /** Whoever waits for more. */
  waiting: Set<() => void> | undefined
}

/**
 * Keeps calls in the memory of this process: for one process, as long as it lives.
 *
 * @throws TypeError for a limit that is no positive number.
 */
export function memoryStore(options: MemoryStoreOptions = {}): CallStore {
  const { entries = 100_000, bytes = 32 * 1024 * 1024 } = options
  for (const [name, value] of Object.entries({ entries, bytes })) {
    if (!(value > 0)) throw new TypeError(`memoryStore(): ${name} is ${value}; give a number above 0`)
  }
  const running = new Map<string, Log>()
  // in the order in which they ended: the first may go first
  const ended = new Map<string, Log>()
  // those of them that still have an answer
  const answered = new Map<string, Log>()
  const listeners: ((key: string, scope: string) => void)[] = []
  let size = 0
  let since = Date.now()

  const find = (key: string) => running.get(key) ?? ended.get(key)
  const forget = (key: string) => {
    size -= answered.get(key)?.size ?? 0
    for (const logs of [running, ended, answered]) logs.delete(key)
  }
  const forgetWhile = (may: (log: Log) => boolean) => {
    for (const [key, log] of ended) {
      if (!may(log)) return
      since = Math.max(since, log.at)
      forget(key)
    }
  }
  const dropAnswers = () => {
    for (const [key, log] of answered) {
      if (size <= bytes) return
      size -= log.size
      log.texts = ['']
      answered.delete(key)
    }
  }

  return {
    get since() {
      return since
    },
    begin(key, fingerprint, ttl): Begun {
      const now = performance.now()
      forgetWhile(({ until }) => until <= now)
      const log = find(key)
      if (log) return log.fingerprint !== fingerprint ? 'other' : running.has(key) ? 'running' : 'whole'
      forgetWhile(() => running.size + ended.size >= entries)
      if (running.size >= entries) {
        throw new Error(`${running.size} calls run at once; memoryStore({ entries }) allows no more`)
      }
      running.set(key, { fingerprint, at: Date.now(), texts: [], size: 0, until: now + ttl, waiting: undefined })
      return 'new'
    },
    append(key, texts, ttl) {
      const log = running.get(key)
      if (!log) return
      for (const text of texts) {
        log.texts.push(text)
        log.size += Buffer.byteLength(text)
      }
      if (texts.at(-1) === '') {
        log.until = performance.now() + ttl
        running.delete(key)
        ended.set(key, log)
        answered.set(key, log)
        size += log.size
        dropAnswers()
      }
      for (const wake of log.waiting ?? []) wake()
    },
    async read(key, from, abortSignal) {
      for (;;) {
        const log = find(key)
        if (!log || abortSignal.aborted) return []
        if (log.texts.length > from) return log.texts.slice(from)
        if (!running.has(key)) return []
        await written(log, abortSignal)
      }
    },
    forget,
    cancel(key, scope) {
      for (const listener of listeners) listener(key, scope)
    },
    onCancel: (listener) => void listeners.push(listener),
  }
}

/** Settles when a log was written to, or the signal aborts. */
function written(log: Log, abortSignal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      log.waiting?.delete(wake)
      abortSignal.removeEventListener('abort', wake)
      resolve()
    }
    log.waiting ??= new Set()
    log.waiting.add(wake)
    abortSignal.addEventListener('abort', wake)
  })
}

import type { Begun, CallStore } from './call-store.js'

export interface MemoryStoreOptions {
  /** Calls that are remembered; beyond it the one that ended longest ago is forgotten. Default 100000. */
  entries?: number
  /** Bytes of all answers; beyond it the oldest are dropped, and only that the call was made is kept. Default 32 MiB. */
  bytes?: number
}

interface Log {
  readonly key: string
  readonly fingerprint: string
  texts: string[]
  size: number
  /** When it began. */
  readonly at: number
  /** When it may be forgotten. */
  until: number
  isRunning: boolean
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
  const logs = new Map<string, Log>()
  // two queues of those that have ended; a Map that forgets from its front would be slow to find that
  const remembered = createQueue<Log>()
  const answered = createQueue<Log>()
  const listeners: ((key: string, scope: string) => void)[] = []
  let size = 0
  let since = Date.now()
  /** The one that began last, which mostly is the next to be written to: a look-up among very many takes time. */
  let latest: Log | undefined

  const forget = (key: string) => {
    const log = logs.get(key)
    if (log) drop(log)
    if (log === latest) latest = undefined
    logs.delete(key)
  }
  const drop = (log: Log) => {
    if (!log.isRunning) size -= log.size
    log.texts = ['']
    log.size = 0
  }
  const forgetWhile = (may: (log: Log) => boolean) => {
    for (let log = remembered.first(); log && may(log); log = remembered.first()) {
      since = Math.max(since, log.at)
      remembered.shift()
      if (answered.first() === log) answered.shift()
      if (logs.get(log.key) !== log) continue
      drop(log)
      logs.delete(log.key)
    }
  }
  const makeRoom = () => {
    for (let log = answered.first(); log && size > bytes; log = answered.first()) drop(answered.shift() ?? log)
  }

  return {
    isPrivate: true,
    get since() {
      return since
    },
    begin(key, fingerprint, ttl): Begun {
      const now = performance.now()
      forgetWhile(({ until }) => until <= now)
      const log = logs.get(key)
      if (log) return log.fingerprint !== fingerprint ? 'other' : log.isRunning ? 'running' : 'whole'
      forgetWhile(() => logs.size >= entries)
      if (logs.size >= entries) {
        throw new Error(`${logs.size} calls run at once; memoryStore({ entries }) allows no more`)
      }
      const at = Date.now()
      const until = now + ttl
      latest = { key, fingerprint, at, texts: [], size: 0, until, isRunning: true, waiting: undefined }
      logs.set(key, latest)
      return 'new'
    },
    append(key, texts, ttl) {
      const log = latest?.key === key ? latest : logs.get(key)
      if (!log?.isRunning) return
      // a copy is as long as it has to be, where an array that grows is longer
      if (log.texts.length === 0) log.texts = [...texts]
      else log.texts.push(...texts)
      for (const text of texts) log.size += Buffer.byteLength(text)
      if (texts.at(-1) === '') {
        log.isRunning = false
        log.until = performance.now() + ttl
        remembered.push(log)
        answered.push(log)
        size += log.size
        makeRoom()
      }
      for (const wake of log.waiting ?? []) wake()
    },
    async read(key, from, abortSignal) {
      for (;;) {
        const log = logs.get(key)
        if (!log || abortSignal.aborted) return []
        if (log.texts.length > from) return log.texts.slice(from)
        if (!log.isRunning) return []
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

/** First in, first out. */
function createQueue<T>() {
  let all: (T | undefined)[] = []
  let head = 0
  return {
    push: (value: T) => void all.push(value),
    first: () => all[head],
    shift(): T | undefined {
      const first = all[head]
      all[head++] = undefined
      if (head > 1000 && head * 2 > all.length) {
        all = all.slice(head)
        head = 0
      }
      return first
    },
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

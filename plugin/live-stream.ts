import type { ErrorData } from '../server/wire.js'
import type { Call } from './call.js'
import { dispatch, HyperError } from './error.js'
import { eventParser, type ServerEvent } from './event-parser.js'
import { secondsToWait } from './network.js'
import { encode } from './request.js'
import { awake, pause } from './wake.js'

/** Events that are for one moment of the page: it has all up to `id` then, and had all up to `prev` before. */
export interface Group {
  readonly prev: string | undefined
  readonly id: string
  readonly events: readonly ServerEvent[]
}

/** What a live stream is for, and where it is. */
export interface Feed {
  /** What its items are applied as, and its requests are made of. */
  callOf(): Call
  /** Up to where the page has everything. */
  last: string | undefined
  /** The stream is this tab's alone. */
  isOwn: boolean
  /** Takes a group; the next one is read when its promise is fulfilled. */
  take(group: Group): Promise<void> | undefined
  /** Applies what is for this tab alone. */
  apply(events: readonly ServerEvent[]): Promise<void> | undefined
  /** Whether the server can be reached. */
  reach(isOnline: boolean): void
  /** The stream is about to be closed, as the tab is hidden. */
  sleep(): void
  /** The stream has ended for good. */
  fail(error: HyperError): void
}

/** Milliseconds that a connection must have lasted for the next failure to count as the first. */
const stable = 10_000
/** Milliseconds: the first wait is at most this long, and each one at most twice as long as the one before. */
const pace = 500
const leastPace = 100
const longestWait = 30_000
/** Milliseconds after which a hidden tab closes a stream of its own: browsers have six connections, on HTTP/1.1. */
const hiddenFor = 30_000

/** How one connection went. */
interface Attempt {
  /** The stream is over: for good. */
  isOver?: boolean
  error?: HyperError
  /** Milliseconds to wait at least. */
  wait?: number
  /** Milliseconds that the server gives for its pages to come back in. */
  pace?: number
  /** There was an answer. */
  response?: Response
}

/** Keeps a stream open, until the signal aborts or the server ends it; `opened` is called with each answer. */
export async function stream(feed: Feed, signal: AbortSignal, opened: (response: Response) => void): Promise<void> {
  let times = 0
  while (!signal.aborted) {
    await awake(feed.isOwn, signal)
    if (signal.aborted) return
    const since = Date.now()
    const { isOver, error, response, ...given } = await connect(feed, signal, opened)
    if (signal.aborted) return
    if (isOver) {
      if (error) feed.fail(error)
      return
    }
    if (Date.now() - since > stable) times = 0
    times++
    // what is over in a moment need not be shown
    if (!response && (times > 1 || !navigator.onLine)) feed.reach(false)
    const longest = Math.min(longestWait, Math.max(given.pace ?? pace, leastPace) * 2 ** (times - 1))
    await pause((given.wait ?? 0) + Math.random() * longest, signal)
  }
}

async function connect(feed: Feed, signal: AbortSignal, opened: (response: Response) => void): Promise<Attempt> {
  const call = feed.callOf()
  const own = new AbortController()
  const cut = () => own.abort()
  signal.addEventListener('abort', cut)
  const attempt: Attempt = {}
  let release = () => {}
  try {
    const request = encode(call, {})
    if (feed.last && /^[!-~]{1,200}$/.test(feed.last)) request.headers.set('Last-Event-ID', feed.last)
    if (!dispatch(call.source, 'hyper:before', { call, request })) return { isOver: true }
    const { url, headers } = request
    const timer = call.page.timeout ? setTimeout(cut, call.page.timeout) : undefined
    // one that redirects to another origin has nothing to say here
    const init: RequestInit = { headers, signal: own.signal, cache: 'no-store', mode: 'same-origin' }
    const response = await fetch(url, init).finally(() => clearTimeout(timer))
    attempt.response = response
    feed.reach(true)
    if (response.status === 204) return { isOver: true }
    if (!response.headers.has('Hyper-Heartbeat')) return await refused(feed, call, response)
    opened(response)
    const watch = watching(feed, response, cut)
    release = watch.release
    attempt.isOver = await read(feed, response, watch.hear, (milliseconds) => {
      attempt.pace = milliseconds
    })
  } catch (cause) {
    if (cause instanceof HyperError) Object.assign(attempt, { error: cause, isOver: true })
  } finally {
    release()
    own.abort()
    signal.removeEventListener('abort', cut)
  }
  return attempt
}

/** It is no stream: the server is away, or asks for patience, or says no. What it has to say to that is applied. */
async function refused(feed: Feed, { url }: Call, response: Response): Promise<Attempt> {
  const { status, ok, headers } = response
  const retryAfter = secondsToWait(headers)
  const said = `GET ${url} answered ${status}, not a live stream; is hub.live() on that route?`
  const error = new HyperError(ok ? 'protocol' : 'http', said, { status })
  Object.assign(error, { retryAfter })
  if (status >= 500 || status === 429) {
    response.body?.cancel().catch(() => {}) // nobody reads it
    return { response, wait: (retryAfter ?? 0) * 1000 }
  }
  const events: ServerEvent[] = []
  const isAnswer = headers.has('Hyper-Answer') && /event-stream/.test(headers.get('Content-Type') ?? '')
  if (isAnswer) eventParser((event) => events.push(event))(await response.text())
  void feed.apply(events.filter(({ kind }) => !/^(end|error)$/.test(kind)))
  const failure = events.find(({ kind }) => kind === 'error')
  if (failure) error.message = (JSON.parse(failure.data) as ErrorData).message ?? said
  return { response, isOver: true, ...(!(isAnswer && ok) && { error }) }
}

/** Reads groups until the stream ends. True if that is for good. */
async function read(
  feed: Feed,
  response: Response,
  hear: () => void,
  retry: (milliseconds: number) => void,
): Promise<boolean> {
  const decoder = new TextDecoder()
  let events: ServerEvent[] = []
  let isOver = false
  let taking: Promise<void> | undefined
  const parse = eventParser((event) => {
    const { kind, data, id } = event
    if (kind === 'retry') return retry(Number(data))
    if (kind === 'end') isOver = true
    else events.push(event)
    if (id === undefined) return
    taking = feed.take({ prev: feed.last, id, events })
    events = []
  })
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  for (;;) {
    hear()
    const { value, done } = await reader.read()
    if (done) return isOver
    parse(decoder.decode(value, { stream: true }))
    if (taking) await taking
    taking = undefined
  }
}

/** Cuts a stream that is silent for three of the server's heartbeats; or for one and a half, when the tab wakes. */
function watching(feed: Feed, { headers }: Response, cut: () => void): { hear: () => void; release: () => void } {
  const heartbeat = Number(headers.get('Hyper-Heartbeat')) || 15_000
  let heard = Date.now()
  let hidden: ReturnType<typeof setTimeout> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const hear = () => {
    heard = Date.now()
    clearTimeout(timer)
    timer = setTimeout(cut, 3 * heartbeat)
  }
  const sleep = () => {
    if (!document.hidden) return
    feed.sleep()
    cut()
  }
  const look = () => {
    clearTimeout(hidden)
    if (document.hidden) {
      if (feed.isOwn) hidden = setTimeout(sleep, hiddenFor)
    } else if (Date.now() - heard > 1.5 * heartbeat) cut()
  }
  look()
  document.addEventListener('visibilitychange', look)
  // one more that has its own: hidden tabs make room at once
  const others = feed.isOwn && window.BroadcastChannel ? new BroadcastChannel('hyper-live') : undefined
  if (others) {
    others.onmessage = sleep
    others.postMessage('')
  }
  return {
    hear,
    release() {
      others?.close()
      clearTimeout(timer)
      clearTimeout(hidden)
      document.removeEventListener('visibilitychange', look)
    },
  }
}

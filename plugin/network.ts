import type { SwitchData } from '../server/wire.js'
import type { Ending } from './answer.js'
import type { Call, Outcome } from './call.js'
import { dispatch, HyperError } from './error.js'
import { isObject } from './reconcile.js'
import { encode } from './request.js'
import { start } from './start.js'

/** Attempts of a call that have failed in a row. */
export interface Trouble {
  /** When the first one failed. */
  readonly since: number
  times: number
}

/** Milliseconds that an answer must have lasted for the next failure to count as the first. */
const stable = 10_000
/** Milliseconds: the first wait is at most this long, and each one at most twice as long as the one before. */
const pace = 500
const leastPace = 100
const longestWait = 30_000
/** Hand-overs of one call; more are a loop. */
const most = 10

/**
 * How a call goes on whose attempt has failed, or whose answer hands it over: with a request, when it is time to send
 * it, or as it ended.
 */
export async function goOn(call: Call, ending: Ending): Promise<Request | Ending> {
  const { next } = call
  call.next = undefined
  if (next) return handOver(call, next)
  const { error, response } = ending
  if (!error) return ending
  if (response?.headers.get('Hyper-View') === 'gone') call.renew?.()
  Object.assign(error, { retryAfter: secondsToWait(response?.headers) })
  if (!isTransient(error, response)) return ending
  return (await again(call, error, response)) ?? ending
}

/** Another action goes on with the call: in its lane, and in its busy time. */
function handOver(call: Call, { action, method, url, data, depth }: SwitchData): Request | Ending {
  const { id, source, written, handOvers = 0 } = call
  Object.assign(call, { handOvers: handOvers + 1, attempts: 1, sent: undefined, received: 0, cursor: undefined })
  Object.assign(call, { trouble: undefined, endless: false, body: undefined, isWhole: false })
  try {
    if (Math.max(handOvers + 1, depth) > most) throw new Error(`the limit is ${most} hand-overs; is it a loop?`)
    const to = { ...call, id: `${id}-${handOvers + 1}`, url, syntax: { method, name: action, data: '' } }
    const request = encode(to, { ...(isObject(data) && data), ...(url && { _action: action }) })
    request.headers.set('Hyper-Depth', `${handOvers + 1}`)
    call.body = to.body
    return dispatch(source, 'hyper:before', { call, request }) ? request : { reason: 'aborted' }
  } catch (cause) {
    const { message } = cause as Error
    const error = new HyperError('protocol', `${written} was not handed over to "${action}": ${message}`, { cause })
    return { reason: 'protocol', error }
  }
}

/** What `Retry-After` says, a number or a date (RFC 9110, 10.2.3); the clock of a date is the server's. */
export function secondsToWait(headers = new Headers()): number | undefined {
  const given = headers.get('Retry-After') ?? ''
  const now = Date.parse(headers.get('Date') ?? '') || Date.now()
  const seconds = Number(given) || Math.ceil((Date.parse(given) - now) / 1000)
  return seconds > 0 ? seconds : undefined
}

/** The network failed, or what stands in for the server while that is away, or the server wants to be asked later. */
function isTransient({ code, retryAfter }: HyperError, response: Response | undefined): boolean {
  if (/network|offline/.test(code)) return true
  const { status, headers } = response ?? new Response()
  return /50[234]/.test(`${status}`) && (!headers.has('Hyper-Answer') || (status === 503 && !!retryAfter))
}

/** The request once more, after a wait; undefined when the time for it is over. */
async function again(
  call: Call,
  error: HyperError,
  response: Response | undefined,
): Promise<Request | Ending | undefined> {
  const { page, request, controller, options } = call
  const { retry = page.retry } = options
  if (!request || !retry) return undefined
  const isRead = request.method === 'GET'
  const trouble = troubleOf(call, response)
  call.endless ||= isRead && isOpenEnded(response)
  // what is over in a moment need not be shown
  if (!response && (trouble.times > 1 || !navigator.onLine)) page.line.online = false
  const left = call.endless ? 2 ** 31 - 1 : trouble.since + retry - Date.now()
  const asked = (error.retryAfter ?? 0) * 1000
  if (left < asked) return undefined
  const longest = Math.min(longestWait, Math.max(call.pace ?? pace, leastPace) * 2 ** (trouble.times - 1))
  const isAsked = await pause(call, asked + Math.random() * longest, left)
  if (controller.signal.aborted) return { reason: 'aborted' }
  if (!navigator.onLine && !isAsked) return undefined
  prepare(call, request)
  return request
}

/** Counts a failure. */
function troubleOf(call: Call, response: Response | undefined): Trouble {
  const now = Date.now()
  const lasted = response ? now - (call.opened ?? now) : 0
  if (!call.trouble || lasted > stable) call.trouble = { since: now, times: 0 }
  call.trouble.times++
  return call.trouble
}

/** An answer that is sent as it comes to be. */
function isOpenEnded(response: Response | undefined): boolean {
  return !!response?.headers.has('Hyper-Answer') && !response.headers.has('Content-Length')
}

/**
 * Waits for a time, or while there is no network, but no longer than is left; less when the call is aborted, or woken
 * by the network or the user. True if the user asked for it.
 */
function pause(call: Call, time: number, left: number): Promise<boolean> {
  const { signal } = call.controller
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout>
    const end = (isAsked: unknown) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      call.wake = undefined
      resolve(isAsked === true)
    }
    call.wake = (isAsked) => {
      clearTimeout(timer)
      if (isAsked || navigator.onLine) end(isAsked)
      else timer = setTimeout(end, left)
    }
    timer = setTimeout(end, Math.min(navigator.onLine ? time : left, left))
    signal.addEventListener('abort', end)
  })
}

/** Tells the server that it may have seen this request, and what the page has of its answer. */
function prepare(call: Call, { method, headers }: Request): void {
  const { attempts = 1, received, cursor, sent = Date.now() } = call
  Object.assign(call, { attempts: attempts + 1, isWhole: false })
  const known =
    method === 'GET' ? { 'Last-Event-ID': cursor } : { 'Hyper-Received': received, 'Hyper-Age': Date.now() - sent }
  for (const [header, value] of Object.entries({ 'Hyper-Attempt': call.attempts, ...known }))
    if (value !== undefined) headers.set(header, `${value}`)
}

/** Makes calls that wait at once, and that which failed once more: under its key, if it may have run. */
export async function retry(
  waiting: readonly Call[],
  failed: Call | undefined,
  error: HyperError | undefined,
): Promise<Outcome | undefined> {
  for (const { wake } of waiting) wake?.(true)
  if (!failed || !error) return undefined
  const { page, syntax, source, written, data, url, options, prompt } = failed
  const given = { syntax, source, written, data, url, options, prompt, read: () => undefined }
  if (!/network|offline|timeout/.test(error.code)) return start(page, given)
  const { id, received, cursor, attempts, sent } = failed
  return start(page, { ...given, id, received, cursor, attempts, sent, prepare })
}

/** Tells the server to stop the work of a call; a read stops when its connection closes. */
export function cancel({ request }: Call): void {
  if (!request || request.method === 'GET') return
  // with what the application has put there: it tells who makes it
  const headers = new Headers(request.headers)
  headers.set('Hyper-Cancel', '1')
  headers.delete('Content-Type')
  // nobody waits for it, and the server's work ends in time without it
  fetch(request.url, { method: 'DELETE', headers, keepalive: true }).catch(() => {})
}

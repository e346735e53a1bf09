import { type ErrorData, terminal } from '../server/wire.js'
import { apply } from './apply.js'
import type { Call, Reason } from './call.js'
import { failureOf, HyperError } from './error.js'
import { eventParser, type ServerEvent } from './event-parser.js'

/** How a call ended, before the page has settled. */
export interface Ending {
  readonly status?: number | undefined
  readonly value?: unknown
  readonly reason?: Reason | undefined
  /** Of what nobody has told the user yet. */
  readonly error?: HyperError
  /** What there was of an answer, if it failed. */
  readonly response?: Response | undefined
}

/** Sends a request until there is an answer to it; then that of each action to which the call is handed over. */
export async function exchange(call: Call, request: Request): Promise<Ending> {
  // while there is a network
  const network = import('./network.js').catch(ignore)
  let next: Request | Ending = request
  while (next instanceof Request) {
    call.request = next
    call.sent ??= Date.now()
    const ending = await attempt(call, next)
    next = ending.error || call.next ? ((await (await network)?.goOn(call, ending)) ?? ending) : ending
  }
  return next
}

/** Sends the request, applies the answer as it comes, and recognises what is none. */
async function attempt(call: Call, request: Request): Promise<Ending> {
  const sent = `${request.method} ${new URL(request.url).pathname}`
  const { controller, options, page } = call
  const { timeout = page.timeout } = options
  const own = new AbortController()
  const cut = () => own.abort()
  call.cut = cut
  controller.signal.addEventListener('abort', cut)
  let timer: ReturnType<typeof setTimeout> | undefined
  let silence = timeout
  let act = call.endless ? cut : () => controller.abort(late)
  const wait = () => {
    clearTimeout(timer)
    if (silence) timer = setTimeout(act, silence)
  }
  wait()
  let response: Response | undefined
  try {
    response = await send(call, request, wait, own.signal)
    page.line.online = true
    call.opened = Date.now()
    const { status, ok, headers } = response
    clearTimeout(timer)
    // what is whole when it is sent has no heartbeat
    silence = 3 * Number(headers.get('Hyper-Heartbeat')) || timeout
    act = cut
    const value = await receive(call, sent, response, wait)
    return { status, value, reason: isCancelled(call) ? 'aborted' : ok ? undefined : 'http' }
  } catch (cause) {
    // what is not read would hold the connection
    cut()
    if (isCancelled(call)) return { status: response?.status, reason: 'aborted' }
    const isLate = controller.signal.aborted
    const {
      code,
      message,
      status = response?.status,
    } = cause instanceof HyperError
      ? cause
      : new HyperError(
          isLate ? late : navigator.onLine ? 'network' : 'offline',
          `${sent} ${response ? 'was cut off' : 'had no answer'}${isLate ? ` in ${timeout} ms` : `: ${cause}`}`,
        )
    return { status, reason: code as Reason, error: failureOf(call, code, message, { cause, status }), response }
  } finally {
    clearTimeout(timer)
    controller.signal.removeEventListener('abort', cut)
  }
}

/** Why a call that waited too long was aborted. */
const late = 'timeout'

const isCancelled = ({ controller: { signal } }: Call) => signal.aborted && signal.reason !== late

/** Files are sent with progress; as long as there is some, nobody waits for the answer. */
async function send(call: Call, request: Request, wait: () => void, signal: AbortSignal): Promise<Response> {
  const { page, body = null } = call
  const { method, url, headers } = request
  const upload = body instanceof FormData && (await import('./upload.js').catch(ignore))
  // what is sent of a clone is not in the browser's tools
  if (!upload) return fetch(url, { method, headers, body, signal, cache: 'no-store', mode: 'same-origin' })
  const tell = (share: number) => {
    wait()
    page.Alpine.reactive(call).progress = share
  }
  return upload.send(request, body as FormData, {}, tell, signal)
}

/** What is done with an answer that is over already cannot fail it. */
const ignore = () => {}

/** The value of an answer that is not items. @throws HyperError for what is no answer. */
async function receive(call: Call, sent: string, response: Response, wait: () => void): Promise<unknown> {
  const { status, headers, ok } = response
  const isOurs = headers.has('Hyper-Answer')
  const type = headers.get('Content-Type') ?? ''
  if (isOurs && /event-stream/.test(type)) return readEvents(call, sent, response, wait)
  if (status === 204 || (status === 286 && !isOurs)) return undefined
  const answered = `${sent} answered ${status}${type && ` ${type}`}, not an event stream`
  const other = await import('./other-answer.js').catch(ignore)
  if (other && (isOurs || (call.options.html && /html/.test(type)))) return other.otherValue(call, response, type)
  // every server dates its answers, behind what the application says: this one was cut off in its head
  if (!headers.has('Date')) throw new HyperError('network', `${sent} was cut off`)
  throw new HyperError(ok ? 'protocol' : 'http', other ? other.explain(answered, response, call.syntax.name) : answered)
}

async function readEvents(call: Call, sent: string, response: Response, wait: () => void): Promise<void> {
  const waiting: ServerEvent[] = []
  let end: ServerEvent | undefined
  const parse = eventParser((event) => {
    if (end) return
    if (terminal.has(event.kind)) {
      end = event
      call.isWhole = true
    }
    if (!/^(end|error)$/.test(event.kind)) waiting.push(event)
  })
  const take = async (events: ServerEvent[]) => {
    await apply(call, events)
    call.received += events.length
  }
  // what is known when it is sent lands together, in however many pieces it comes
  if (response.headers.has('Content-Length')) {
    // not its text(), which waits for the connection, too
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    const decoder = new TextDecoder()
    let piece: ReadableStreamReadResult<Uint8Array>
    do {
      wait()
      piece = await reader.read()
      parse(decoder.decode(piece.value, { stream: true }))
    } while (!end && !piece.done)
    // the connection can be used again once it was read to its end
    reader.read().catch(ignore)
    await take(waiting)
  } else {
    const { readPieces } = await import('./pieces.js')
    const feed = (piece: string) => {
      parse(piece)
      return !end
    }
    await readPieces(response, feed, waiting, take, wait)
  }
  if (!end) throw new HyperError('network', `${sent} was cut off`)
  if (end.kind !== 'error') return
  const data = JSON.parse(end.data) as ErrorData
  const { status, id, reason, message = `${sent} failed on the server; the call is ${id}` } = data
  throw new HyperError(reason === 'unknown' ? reason : 'http', message, { status })
}

import { type ErrorData, terminal } from '../server/wire.js'
import { apply, slice, turn } from './apply.js'
import type { Call, Reason } from './call.js'
import { HyperError, nameOf } from './error.js'
import { eventParser, type ServerEvent } from './event-parser.js'

/** How a call ended, before the page has settled. */
export interface Ending {
  readonly status?: number | undefined
  readonly value?: unknown
  readonly reason?: Reason | undefined
  /** Of what nobody has told the user yet. */
  readonly error?: HyperError
}

/** Sends the request, applies the answer as it comes, and recognises what is none. */
export async function exchange(call: Call, request: Request): Promise<Ending> {
  const sent = `${request.method} ${new URL(request.url).pathname}`
  const { controller, options, page } = call
  const { signal } = controller
  const { timeout = page.timeout } = options
  let timer: ReturnType<typeof setTimeout> | undefined
  const wait = () => {
    clearTimeout(timer)
    if (timeout) timer = setTimeout(() => controller.abort(late), timeout)
  }
  wait()
  let response: Response | undefined
  try {
    response = await send(call, request, wait)
    clearTimeout(timer)
    const value = await receive(call, sent, response)
    const { status, ok } = response
    return { status, value, reason: signal.aborted ? 'aborted' : ok ? undefined : 'http' }
  } catch (cause) {
    const isLate = signal.reason === late
    if (signal.aborted && !isLate) return { status: response?.status, reason: 'aborted' }
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
    const retryAfter = Number(response?.headers.get('Retry-After')) || undefined
    const place = `${call.written} on ${nameOf(call.source)}`
    const error = new HyperError(code, `${place}: ${message}`, { cause, status, retryAfter })
    return { status, reason: code as Reason, error }
  } finally {
    clearTimeout(timer)
  }
}

/** Why a call that waited too long was aborted. */
const late = 'timeout'

/** Files are sent with progress; as long as there is some, nobody waits for the answer. */
async function send(call: Call, request: Request, wait: () => void): Promise<Response> {
  const { page, files, controller } = call
  const upload = files && (await import('./upload.js').catch(ignore))
  if (!files || !upload) return fetch(request)
  const tell = (share: number) => {
    wait()
    page.Alpine.reactive(call).progress = share
  }
  return upload.send(request, files, {}, tell, controller.signal)
}

/** What is done with an answer that is over already cannot fail it. */
const ignore = () => {}

/** The value of an answer that is not items. @throws HyperError for what is no answer. */
async function receive(call: Call, sent: string, response: Response): Promise<unknown> {
  const { status, headers, ok, body } = response
  const isOurs = headers.has('Hyper-Answer')
  const type = headers.get('Content-Type') ?? ''
  if (isOurs && /event-stream/.test(type)) return readEvents(call, sent, response)
  if (status === 204 || (status === 286 && !isOurs)) return undefined
  const answered = `${sent} answered ${status}${type && ` ${type}`}, not an event stream`
  const other = await import('./other-answer.js').catch(ignore)
  if (other && (isOurs || (call.options.html && /html/.test(type)))) return other.otherValue(call, response, type)
  // what is not read would hold the connection
  body?.cancel().catch(ignore)
  throw new HyperError(ok ? 'protocol' : 'http', other ? other.explain(answered, response, call.syntax.name) : answered)
}

async function readEvents(call: Call, sent: string, response: Response): Promise<void> {
  const decoder = new TextDecoder()
  // what is known when it is sent lands together, in however many pieces it comes
  const isKnown = response.headers.has('Content-Length')
  let batch: ServerEvent[] = []
  let end: ServerEvent | undefined
  const parse = eventParser((event) => {
    if (end) return
    if (terminal.has(event.kind)) end = event
    if (!/^(end|error)$/.test(event.kind)) batch.push(event)
  })
  let since = performance.now()
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  try {
    while (!end) {
      const { value, done } = await reader.read()
      if (done) break
      parse(decoder.decode(value, { stream: true }))
      if (isKnown) continue
      await apply(call, batch)
      batch = []
      // pieces that are there already would else make one long task, with Alpine's effects
      if (performance.now() - since < slice) continue
      await turn()
      since = performance.now()
    }
  } catch (cause) {
    reader.cancel().catch(ignore)
    throw cause
  }
  // the connection can be used again once it was read to its end
  reader.read().catch(ignore)
  await apply(call, batch)
  if (!end) throw new HyperError('network', `${sent} was cut off`)
  if (end.kind !== 'error') return
  const { status, id, message = `${sent} failed on the server; the call is ${id}` } = JSON.parse(end.data) as ErrorData
  throw new HyperError('http', message, { status })
}

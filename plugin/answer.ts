import { type ErrorData, terminal } from '../server/wire.js'
import { apply, slice, turn } from './apply.js'
import type { Call, Reason } from './call.js'
import { HyperError, nameOf } from './error.js'
import { eventParser, type ServerEvent } from './event-parser.js'
import { swapIn } from './swap.js'

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
  let status: number | undefined
  try {
    const response = await fetch(request)
    status = response.status
    const value = await receive(call, sent, response)
    return { status, value, reason: response.ok ? undefined : 'http' }
  } catch (cause) {
    if (call.controller.signal.aborted) return { status, reason: 'aborted' }
    const {
      code,
      message,
      status: told = status,
    } = cause instanceof HyperError
      ? cause
      : new HyperError(
          navigator.onLine ? 'network' : 'offline',
          `${sent} ${status ? 'was cut off' : 'had no answer'}: ${cause}`,
        )
    const error = new HyperError(code, `${call.written} on ${nameOf(call.source)}: ${message}`, { cause, status: told })
    return { status: told, reason: code as Reason, error }
  }
}

/** The value of an answer that is not items. @throws HyperError for what is no answer. */
async function receive(call: Call, sent: string, response: Response): Promise<unknown> {
  const { status, headers, ok } = response
  const isOurs = headers.has('Hyper-Answer')
  const type = headers.get('Content-Type') ?? ''
  if (isOurs && /event-stream/.test(type)) return readEvents(call, sent, response)
  if (status === 204) return undefined
  if (isOurs && headers.has('Content-Disposition')) {
    const { save } = await import('./save.js')
    return save(response, (share) => {
      call.page.Alpine.reactive(call).progress = share
    })
  }
  if (/html/.test(type) && (isOurs || call.options.html)) return void swapIn(call, { markup: await response.text() })
  if (isOurs) return /json/.test(type) ? response.json() : response.text()
  const { name } = call.syntax
  const advice = ok ? `; is ${name[0] === '/' ? 'action(…)' : `actions({ ${name} })`} on that route?` : ''
  const from = response.redirected ? `was sent on to ${response.url}, which ` : ''
  throw new HyperError(
    ok ? 'protocol' : 'http',
    `${sent} ${from}answered ${status} ${type}, not an event stream${advice}`,
  )
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
  const reader = response.body?.getReader()
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    parse(decoder.decode(read.value, { stream: true }))
    if (isKnown) continue
    await apply(call, batch)
    batch = []
    // pieces that are there already would else make one long task, with Alpine's effects
    if (performance.now() - since < slice) continue
    await turn()
    since = performance.now()
  }
  await apply(call, batch)
  if (!end) throw new HyperError('network', `${sent} was cut off`)
  if (end.kind !== 'error') return
  const { status, id, message = `${sent} failed on the server; the call is ${id}` } = JSON.parse(end.data) as ErrorData
  throw new HyperError('http', message, { status })
}

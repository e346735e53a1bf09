import { type ErrorData, terminal } from '../server/wire.js'
import { apply, slice, turn } from './apply.js'
import type { Call, Reason } from './call.js'
import { HyperError, nameOf } from './error.js'
import { eventParser, type ServerEvent } from './event-parser.js'
import type { Page } from './page.js'
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
export async function exchange(
  page: Page,
  call: Call,
  request: Request,
  progress: (share: number) => void,
): Promise<Ending> {
  let status: number | undefined
  try {
    const response = await fetch(request)
    status = response.status
    const value = await receive(page, call, request, response, progress)
    return { status, value, reason: response.ok ? undefined : 'http' }
  } catch (cause) {
    if (call.controller.signal.aborted) return { status, reason: 'aborted' }
    const lost = `${nameOfRequest(request)} ${status ? 'was cut off in its answer' : 'had no answer'}: ${cause}`
    const known = cause instanceof HyperError
    const code = known ? cause.code : navigator.onLine ? 'network' : 'offline'
    const message = `${call.written} on ${nameOf(call.source)}: ${known ? cause.message : lost}`
    const error = new HyperError(code, message, (known && cause.status) || status, cause)
    return { status: error.status, reason: code as Reason, error }
  }
}

/** The value of an answer that is not items. @throws HyperError for what is no answer. */
async function receive(
  page: Page,
  call: Call,
  request: Request,
  response: Response,
  progress: (share: number) => void,
): Promise<unknown> {
  const { status, headers, ok } = response
  const isOurs = headers.has('Hyper-Answer')
  const type = headers.get('Content-Type') ?? ''
  if (isOurs && /event-stream/.test(type)) return readEvents(page, call, request, response)
  if (status === 204) return undefined
  if (isOurs && headers.has('Content-Disposition')) return save(response, progress)
  if (/html/.test(type) && (isOurs || call.options.html)) return swapIn(page, call, { markup: await response.text() })
  if (isOurs) return /json/.test(type) ? response.json() : response.text()
  const { name } = call.syntax
  const advice = ok ? `; is ${name[0] === '/' ? 'action(…)' : `actions({ ${name} })`} on that route?` : ''
  const from = response.redirected ? `was sent on to ${response.url}, which ` : ''
  throw new HyperError(
    ok ? 'protocol' : 'http',
    `${nameOfRequest(request)} ${from}answered ${status} ${type}, not an event stream${advice}`,
  )
}

function nameOfRequest({ method, url }: Request): string {
  return `${method} ${new URL(url).pathname}`
}

async function readEvents(page: Page, call: Call, request: Request, response: Response): Promise<void> {
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
  const flush = () => {
    const events = batch
    batch = []
    return apply(page, call, events)
  }
  let since = performance.now()
  for await (const piece of pieces(response)) {
    parse(decoder.decode(piece, { stream: true }))
    if (isKnown) continue
    await flush()
    // pieces that are there already would else make one long task, with Alpine's effects
    if (performance.now() - since < slice) continue
    await turn()
    since = performance.now()
  }
  await flush()
  if (!end) throw new HyperError('network', `${nameOfRequest(request)}: the answer was cut off`)
  if (end.kind !== 'error') return
  const {
    status,
    id,
    message = `${nameOfRequest(request)} failed on the server, which has logged it as ${id}`,
  } = JSON.parse(end.data) as ErrorData
  throw new HyperError('http', message, status)
}

async function* pieces(response: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader()
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) yield read.value
}

/** Saves a download as the browser would, under the name that RFC 6266 gives it. */
async function save(response: Response, progress: (share: number) => void): Promise<File> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let loaded = 0
  for await (const piece of pieces(response)) {
    parts.push(piece)
    loaded += piece.length
    progress(Math.min(1, loaded / Number(response.headers.get('Content-Length'))))
  }
  const disposition = response.headers.get('Content-Disposition') ?? ''
  const [, encoded] = /filename\*=utf-8''([^;]+)/i.exec(disposition) ?? []
  const [, plain = 'download'] = /filename="?([^";]+)/i.exec(disposition) ?? []
  const file = new File(parts, encoded ? decodeURIComponent(encoded) : plain, {
    type: response.headers.get('Content-Type') ?? '',
  })
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: file.name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return file
}

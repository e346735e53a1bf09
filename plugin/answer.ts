import { type ErrorData, terminal } from '../server/wire.js'
import { apply, turn } from './apply.js'
import type { Call, Reason } from './call.js'
import { HyperError } from './error.js'
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
export async function exchange(page: Page, call: Call, request: Request, progress: (share: number) => void): Promise<Ending> {
  let status: number | undefined
  try {
    const response = await fetch(request)
    status = response.status
    const value = await receive(page, call, response, progress)
    return { status, value, reason: response.ok ? undefined : 'http' }
  } catch (cause) {
    if (call.controller.signal.aborted) return { status, reason: 'aborted' }
    const { code = navigator.onLine ? 'network' : 'offline', message, status: given = status } = cause as HyperError
    const error = new HyperError(code, `${request.method} ${new URL(request.url).pathname}: ${message}`, given, cause)
    return { status: given, reason: code as Reason, error }
  }
}

/** The value of an answer that is not items. @throws HyperError for what is no answer. */
async function receive(page: Page, call: Call, response: Response, progress: (share: number) => void): Promise<unknown> {
  const { status, headers, ok } = response
  const isOurs = headers.has('Hyper-Answer')
  const type = headers.get('Content-Type') ?? ''
  if (isOurs && /event-stream/.test(type)) return readEvents(page, call, response)
  if (status === 204) return undefined
  if (isOurs && headers.has('Content-Disposition')) return save(response, progress)
  if (/html/.test(type) && (isOurs || call.options.html)) return swapIn(page, call, { markup: await response.text() })
  if (isOurs) return /json/.test(type) ? response.json() : response.text()
  const { name } = call.syntax
  const advice = ok ? `; is ${name[0] === '/' ? 'action(…)' : `actions({ ${name} })`} on that route?` : ''
  throw new HyperError(ok ? 'protocol' : 'http', `${response.redirected ? `${response.url} ` : ''}answered ${status} ${type}, not an event stream${advice}`)
}

async function readEvents(page: Page, call: Call, response: Response): Promise<void> {
  let batch: ServerEvent[] = []
  let end: ServerEvent | undefined
  const parse = eventParser((event) => {
    if (end) return
    if (terminal.has(event.kind)) end = event
    if (!/^(end|error)$/.test(event.kind)) batch.push(event)
  })
  for await (const text of chunks(response)) {
    parse(text)
    const events = batch
    batch = []
    await apply(page, call, events)
  }
  if (!end) throw new HyperError('network', 'the answer was cut off')
  if (end.kind !== 'error') return
  const { status, id, message = `the server failed, and has logged it as ${id}` } = JSON.parse(end.data) as ErrorData
  throw new HyperError('http', message, status)
}

/** All at once if the length is known, so that all of it lands together. */
async function* chunks(response: Response): AsyncGenerator<string> {
  if (response.headers.has('Content-Length')) return yield await response.text()
  const decoder = new TextDecoder()
  let since = performance.now()
  for await (const bytes of pieces(response)) {
    yield decoder.decode(bytes, { stream: true })
    // pieces that are there already would else make one long task, with Alpine's effects
    if (performance.now() - since < 12) continue
    await turn()
    since = performance.now()
  }
  yield decoder.decode()
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
  const [, encoded, plain = 'download'] = /filename(?:\*=utf-8''([^;]+)|="?([^";]+))/i.exec(response.headers.get('Content-Disposition') ?? '') ?? []
  const file = new File(parts, encoded ? decodeURIComponent(encoded) : plain, { type: response.headers.get('Content-Type') ?? '' })
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: file.name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return file
}

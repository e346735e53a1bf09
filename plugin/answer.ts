import { type ErrorData, terminal } from '../server/wire.js'
import { apply, turn } from './apply.js'
import type { Call, Reason } from './call.js'
import { type ErrorCode, HyperError } from './error.js'
import { eventParser, type ServerEvent } from './event-parser.js'
import type { Page } from './page.js'
import { save } from './save.js'
import { swapIn } from './swap.js'

/** How a call ended, before the page has settled. */
export interface Ending {
  readonly status?: number
  readonly value?: unknown
  readonly reason?: Reason
  /** For the reasons that nobody has told the user yet. */
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
    return await receive(page, call, request, response, progress)
  } catch (cause) {
    if (call.controller.signal.aborted) return { ...(status && { status }), reason: 'aborted' }
    if (cause instanceof HyperError) return failed('protocol', request, status ?? 0, cause.message)
    const why = status === undefined ? `did not reach the server: ${cause}` : 'was cut off in the middle of the answer'
    return failed(navigator.onLine ? 'network' : 'offline', request, status ?? 0, why, cause)
  }
}

async function receive(
  page: Page,
  call: Call,
  request: Request,
  response: Response,
  progress: (share: number) => void,
): Promise<Ending> {
  const { status, headers } = response
  const type = headers.get('Content-Type') ?? ''
  const failure: { reason?: Reason } = response.ok ? {} : { reason: 'http' }
  const isOurs = headers.has('Hyper-Answer')
  if (isOurs && type.startsWith('text/event-stream'))
    return { status, ...failure, ...(await readEvents(page, call, request, response)) }
  if (status === 204) return { status }
  if (isOurs && /attachment/i.test(headers.get('Content-Disposition') ?? '')) {
    return { status, value: await save(response, progress), ...failure }
  }
  if (type.startsWith('text/html') && (isOurs || call.options.html)) {
    swapIn(page, call, { markup: await response.text() })
    return { status, ...failure }
  }
  if (isOurs)
    return { status, value: /\bjson\b/.test(type) ? await response.json() : await response.text(), ...failure }

  const moved = response.redirected ? `, redirected to ${new URL(response.url).pathname},` : ''
  const what = `${moved} answered ${status} ${type.split(';')[0] || 'with nothing'}, not an event stream`
  if (!response.ok) return failed('http', request, status, what)
  return failed(
    'protocol',
    request,
    status,
    `${what}; is ${call.syntax.name[0] === '/' ? 'action(…)' : `actions({ ${call.syntax.name} })`} on that route?`,
  )
}

async function readEvents(page: Page, call: Call, request: Request, response: Response): Promise<Ending> {
  let batch: ServerEvent[] = []
  let whole = false
  let error: ErrorData | undefined
  const parse = eventParser((event) => {
    if (whole) return
    whole = terminal.has(event.kind)
    if (event.kind === 'error') error = JSON.parse(event.data)
    else if (event.kind !== 'end') batch.push(event)
  })
  const flush = async () => {
    const events = batch
    batch = []
    await apply(page, call, events)
  }

  if (response.headers.has('Content-Length')) {
    // all of it is known, so all of it lands together
    parse(await response.text())
    await flush()
  } else {
    await eachChunk(response, async (text) => {
      parse(text)
      await flush()
    })
  }
  if (error) {
    const { status, message = `failed on the server, which has logged it as ${error.id}` } = error
    return failed('http', request, status, `: ${message}`)
  }
  if (!whole) return failed('network', request, response.status, 'was cut off: the answer has no end')
  return {}
}

async function eachChunk(response: Response, use: (text: string) => Promise<void>): Promise<void> {
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  let since = performance.now()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    await use(decoder.decode(value, { stream: !done }))
    if (done) return
    // chunks that are there already would else be one long task, with Alpine's effects between them
    if (performance.now() - since > 12) {
      await turn()
      since = performance.now()
    }
  }
}

function failed(
  reason: (Reason & ErrorCode) | 'offline',
  request: Request,
  status: number,
  why: string,
  cause?: unknown,
): Ending {
  const code = reason === 'offline' ? 'network' : reason
  const { pathname } = new URL(request.url)
  const error = new HyperError(code, `${request.method} ${pathname} ${why}`.replace(' : ', ': '), {
    cause,
    ...(status && { status }),
  })
  return { ...(status && { status }), reason, error }
}

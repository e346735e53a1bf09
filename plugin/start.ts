import { type Ending, exchange } from './answer.js'
import { settle } from './apply.js'
import { markBusy } from './busy.js'
import type { Call, CallOptions, Outcome } from './call.js'
import type { CallSyntax } from './call-syntax.js'
import { HyperError, report } from './error.js'
import type { Lane } from './lanes.js'
import type { Page } from './page.js'
import { isObject } from './reconcile.js'
import { encode } from './request.js'
import { captureScope } from './scope.js'

export interface Start {
  syntax: CallSyntax
  source: Element
  /** Captured at the event. */
  fields?: Record<string, unknown>
  /** Read when the request is sent: nothing, or one object. */
  data: () => unknown
  url?: string | undefined
  options: CallOptions & { lane: Lane }
}

/**
 * Runs a call from its lane to its outcome.
 *
 * @throws HyperError `data` if there is no such call to make.
 */
export async function start(page: Page, { syntax, source, fields, data, url, options }: Start): Promise<Outcome> {
  const controller = new AbortController()
  const cancel = () => controller.abort()
  const form = source.closest('form')
  const around = { queue: page.Alpine.closestRoot(source), block: form, replace: null, parallel: null }
  const place = page.lanes.enter(options.lane, around[options.lane] ?? source, syntax.name, cancel)
  if (!place) return outcomeOf(undefined, { reason: 'blocked' })

  const call: Call = {
    id: createId(),
    syntax,
    source,
    scope: captureScope(page.Alpine, source),
    options,
    url,
    controller,
    problems: [],
    later: { swap: [], settle: [] },
    shown: undefined,
    errors: undefined,
    failed: false,
  }
  const { entry, close } = page.ledger.open({ name: syntax.name, source, cancel, data: fields, progress: 0 })
  const rest = markBusy(page, source, options.lane === 'block' ? form : null)
  try {
    await place.ready
    if (controller.signal.aborted) return outcomeOf(call, { reason: 'aborted' })
    const given = { ...fields, ...checkData(syntax, await data()) }
    entry.data = given
    const ending = await exchange(page, call, encode(page, call, given), (share) => {
      entry.progress = share
    })
    await settle(call)
    conclude(page, call, ending)
    return outcomeOf(call, ending)
  } finally {
    place.leave()
    close()
    rest()
  }
}

function conclude(page: Page, call: Call, { reason, error }: Ending): void {
  if (reason === 'aborted') return
  if (!call.errors && !reason) page.ledger.fields(call.source).errors = {}
  page.ledger.of(call.source).error = error
  if (error) report(call.source, error)
  else if (call.shown) page.show(call.shown)
}

function checkData(syntax: CallSyntax, data: unknown): Record<string, unknown> {
  if (data === undefined || isObject(data)) return data ?? {}
  throw new HyperError(
    'data',
    `${syntax.name}(…): the data is ${typeof data}, and has to be one plain object: ${syntax.name}({ id: 1 }), or @click="$action('${syntax.name}', …)"`,
  )
}

function outcomeOf(call: Call | undefined, { status, value, reason }: Ending): Outcome {
  const settled = { status, value, errors: call?.errors ?? {}, problems: call?.problems ?? [] }
  const why = reason ?? (call?.failed ? 'protocol' : undefined)
  return why ? { ok: false, reason: why, ...settled } : { ok: true, ...settled }
}

/** Not randomUUID, which plain-HTTP hosts lack. */
function createId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('')
}

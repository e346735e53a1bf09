import { type Ending, exchange } from './answer.js'
import { run } from './apply.js'
import type { Call, CallOptions, Outcome } from './call.js'
import type { CallSyntax } from './call-syntax.js'
import { type Entry, formOf, rootOf } from './calls.js'
import { HyperError, report } from './error.js'
import type { Lane } from './lanes.js'
import type { Page } from './page.js'
import { isObject } from './reconcile.js'
import { encode, ownData } from './request.js'
import { captureScope, rootsOf } from './scope.js'

export interface Start {
  readonly syntax: CallSyntax
  readonly source: Element
  /** How the call is written on the page, for messages: `x-action="add"`. */
  readonly written: string
  /** Captured at the event. */
  readonly fields?: Record<string, unknown>
  /** Read when the request is sent: nothing, or one object. */
  readonly data: () => unknown
  readonly url?: string | undefined
  readonly options: CallOptions & { lane: Lane }
}

/**
 * Runs a call from its lane to its outcome.
 *
 * @throws HyperError `data` if there is no such call to make.
 */
export async function start(
  page: Page,
  { syntax, source, written, fields, data, url, options }: Start,
): Promise<Outcome> {
  const { Alpine, calls } = page
  const { lane } = options
  const controller = new AbortController()
  const cancel = () => controller.abort()
  const form = formOf(page, source)
  const key = lane === 'queue' ? rootOf(page, source) : lane === 'block' && form.matches('form') ? form : source
  const place = page.lanes(lane, key, syntax.name, cancel)
  if (!place) return outcomeOf(undefined, { reason: 'blocked' })
  const [ready, leave] = place
  const name = (url !== undefined && (fields?.['_action'] as string)) || syntax.name

  // Not randomUUID, which plain-HTTP hosts lack
  const id = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('')
  const scope = captureScope(Alpine, source)
  const call: Call = {
    id,
    syntax,
    source,
    written,
    scope,
    options,
    url,
    controller,
    problems: [],
    later: { swap: [], settle: [] },
  }
  const entry: Entry = Alpine.reactive({
    name,
    source,
    roots: rootsOf(Alpine, source),
    cancel,
    data: fields,
    progress: 0,
  })
  calls.push(entry)
  const release = markBusy(source, key)
  try {
    await ready
    let ending: Ending = { reason: 'aborted' }
    if (!controller.signal.aborted) {
      entry.data = { ...fields, ...checkData(syntax, await data()) }
      const request = encode(page, call, Alpine.raw(entry.data) as Record<string, unknown>)
      ending = await exchange(page, call, request, (share) => {
        entry.progress = share
      })
    }
    run(call, 'swap')
    // Alpine runs its effects and sets up new elements in microtasks
    for (let i = 0; i < 3; i++) await null
    run(call, 'settle')
    conclude(page, call, ending)
    return outcomeOf(call, ending)
  } finally {
    calls.splice(calls.indexOf(entry), 1)
    release(calls.some((each) => each.source === source))
    leave()
  }
}

/**
 * Marks the source as busy, and the submit buttons of a form that blocks as disabled: not for real, as that would drop
 * the focus, and not its fields.
 */
function markBusy(source: Element, key: Element): (again: boolean) => void {
  const buttons = key === source && !key.matches('form') ? [] : [...((key as HTMLFormElement).elements ?? [])]
  const free = buttons.filter((el) => /submit|image/.test((el as HTMLButtonElement).type) && !el.ariaDisabled)
  source.ariaBusy = 'true'
  for (const el of free) el.ariaDisabled = 'true'
  return (again) => {
    for (const el of free) el.ariaDisabled = null
    if (!again) source.ariaBusy = null
  }
}

function conclude(page: Page, call: Call, { reason, error }: Ending): void {
  const root = rootOf(page, call.source)
  if (reason === 'aborted') return
  if (!reason && !call.errors) page.errors.delete(formOf(page, call.source))
  if (error) {
    page.failures.set(root, error)
    report(call.source, error)
  } else {
    page.failures.delete(root)
    if (call.shown) page.show(call.shown)
  }
}

function checkData({ name }: CallSyntax, data: unknown): Record<string, unknown> {
  if (data === undefined) return {}
  if (isObject(data)) return ownData(data)
  throw new HyperError(
    'data',
    `${name}(…) takes one plain object, as in ${name}({ id: 1 }), not ${typeof data}; for more, @click="$action('${name}', …)"`,
  )
}

function outcomeOf(
  call: Call | undefined,
  { status, value, reason = call?.failed ? 'protocol' : undefined }: Ending,
): Outcome {
  return { ok: !reason, reason, status, value, errors: call?.errors ?? {}, problems: call?.problems ?? [] } as Outcome
}

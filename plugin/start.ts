import { type Ending, exchange } from './answer.js'
import { run } from './apply.js'
import type { Call, Outcome, Start } from './call.js'
import type { CallSyntax } from './call-syntax.js'
import { formOf, rootOf } from './calls.js'
import { dispatch, HyperError, report } from './error.js'
import { rivalOf } from './lanes.js'
import type { Page } from './page.js'
import { isObject } from './reconcile.js'
import { encode, ownData } from './request.js'
import { captureScope, rootsOf } from './scope.js'

/**
 * Runs a call from its lane to its outcome.
 *
 * @throws HyperError `data` if there is no such call to make.
 */
export async function start(page: Page, given: Start): Promise<Outcome> {
  const { Alpine, calls } = page
  const { syntax, source, url, data, options } = given
  const { lane } = options
  const form = formOf(page, source)
  const call: Call = {
    ...given,
    page,
    // not randomUUID, which plain-HTTP hosts lack
    id: crypto.getRandomValues(new Uint32Array(4)).join('-'),
    name: (url !== undefined && (data?.['_action'] as string)) || syntax.name,
    controller: new AbortController(),
    key: lane === 'queue' ? rootOf(page, source) : lane === 'block' && form.matches('form') ? form : source,
    scope: captureScope(Alpine, source),
    roots: rootsOf(Alpine, source),
    edited: new Set(),
    progress: 0,
    problems: [],
    later: { swap: [], settle: [] },
  }
  // read raw, as an effect that calls is not to depend on it
  const rival = rivalOf(call, Alpine.raw(calls))
  if (rival && lane === 'block') return outcomeOf(call, { reason: 'blocked' })
  if (rival && lane === 'replace') rival.controller.abort()
  calls.push(call)
  call.done = perform(call, lane === 'queue' ? rival?.done : undefined)
  return call.done as Promise<Outcome>
}

async function perform(call: Call, turn: Promise<unknown> | undefined): Promise<Outcome> {
  const { page, source, controller } = call
  const { Alpine, calls } = page
  const release = markBusy(call)
  try {
    // how the call before it ended is told there
    await turn?.catch(() => {})
    let ending: Ending = { reason: 'aborted' }
    if (!controller.signal.aborted) {
      const data = { ...call.data, ...checkData(call.syntax, await call.read()) }
      // fields, and what is given to $action, were read at the event
      if (call.syntax.data && !call.data) call.edited.clear()
      Alpine.reactive(call).data = data
      ending = await exchange(call, encode(call, data))
    }
    run(call, 'swap')
    // Alpine runs its effects and sets up new elements in microtasks
    for (let i = 0; i < 3; i++) await null
    run(call, 'settle')
    if (ending.status) dispatch(source, 'hyper:after-settle', {})
    conclude(call, ending)
    return outcomeOf(call, ending)
  } finally {
    calls.splice(calls.indexOf(call), 1)
    release(calls.some((each) => each.source === source))
  }
}

/**
 * Marks the source as busy, and the submit buttons of a form that blocks as disabled: not for real, as that would drop
 * the focus, and not its fields.
 */
function markBusy({ source, key }: Call): (again: boolean) => void {
  const buttons = key === source && !key.matches('form') ? [] : [...((key as HTMLFormElement).elements ?? [])]
  const free = buttons.filter((el) => /submit|image/.test((el as HTMLButtonElement).type) && !el.ariaDisabled)
  source.ariaBusy = 'true'
  for (const el of free) el.ariaDisabled = 'true'
  return (again) => {
    for (const el of free) el.ariaDisabled = null
    if (!again) source.ariaBusy = null
  }
}

function conclude({ page, source, errors, shown }: Call, { reason, error }: Ending): void {
  const root = rootOf(page, source)
  if (reason === 'aborted') return
  if (!reason && !errors) page.errors.delete(formOf(page, source))
  if (error) {
    page.failures.set(root, error)
    report(source, error)
  } else {
    page.failures.delete(root)
    if (shown) page.show(shown)
  }
}

function checkData({ name }: CallSyntax, data: unknown): Record<string, unknown> {
  if (data === undefined) return {}
  if (isObject(data)) return ownData(data)
  throw new HyperError(
    'data',
    `${name} takes one plain object, not ${typeof data}; for more, @click="$action('${name}', …)"`,
  )
}

function outcomeOf({ failed, errors = {}, problems }: Call, { status, value, reason }: Ending): Outcome {
  reason ??= failed ? 'protocol' : undefined
  return { ok: !reason, reason, status, value, errors, problems } as Outcome
}

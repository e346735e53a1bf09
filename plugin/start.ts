import { type Ending, exchange } from './answer.js'
import { run } from './apply.js'
import { mark, marksOf } from './busy.js'
import type { Call, Outcome, Start } from './call.js'
import type { CallSyntax } from './call-syntax.js'
import { formOf, rootOf } from './calls.js'
import { dispatch, failureOf, HyperError, report } from './error.js'
import { setErrors } from './field-errors.js'
import { newId } from './id.js'
import { longest, rivalsOf } from './lanes.js'
import type { Page } from './page.js'
import { isObject } from './reconcile.js'
import { encode, ownData } from './request.js'
import { captureScope } from './scope.js'

/**
 * Runs a call from its lane to its outcome.
 *
 * @throws HyperError `data` if there is no such call to make.
 */
export async function start(page: Page, given: Start): Promise<Outcome> {
  const { Alpine } = page
  const { syntax, source, url, data, asks, options } = given
  const { lane } = options
  // read raw, as an effect that calls is not to depend on it
  const calls = Alpine.raw(page.calls)
  const form = formOf(page, source)
  const blocked = lane === 'block' && form.matches('form') ? (form as HTMLFormElement) : undefined
  const call: Call = {
    ...given,
    page,
    id: given.id ?? newId(),
    name: (url !== undefined && (data?.['_action'] as string)) || syntax.name,
    controller: new AbortController(),
    key: laneName(page, given) || (lane === 'queue' ? rootOf(page, source) : (blocked ?? source)),
    scope: captureScope(Alpine, source),
    form,
    edited: new Set(),
    progress: 0,
    received: given.received ?? 0,
    problems: [],
    later: { swap: [], settle: [] },
    marks: marksOf(source, blocked, calls),
  }
  if (asks) {
    const { ask } = await import('./confirm.js')
    call.prompt = await ask(page, asks)
    if (call.prompt === undefined) return outcomeOf(call, { reason: 'aborted' })
  }
  const rivals = rivalsOf(call, calls)
  const isFull = rivals.length >= longest
  if (isFull) report(source, failureOf(call, 'blocked', `${longest} calls wait in its queue; is one of them stuck?`))
  if (isFull || (rivals.length > 0 && lane === 'block')) return outcomeOf(call, { reason: 'blocked' })
  if (lane === 'replace') for (const { controller } of rivals) controller.abort()
  endWith(page, source)
  page.calls.push(call)
  call.done = perform(call, lane === 'queue' ? rivals : [])
  return call.done as Promise<Outcome>
}

/** What `x-lane` names, on the source or around it. The check of a single field keeps out of its form's way. */
function laneName({ Alpine }: Page, { source, data }: Start): string | undefined {
  const attribute = Alpine.prefixed('lane')
  const named = data?.['_only'] ? undefined : Alpine.findClosest(source, (el) => el.hasAttribute(attribute))
  return named?.getAttribute(attribute) ?? undefined
}

/** An element that leaves takes its reads along, unless their answer is there; what it writes runs to its end. */
function endWith({ Alpine, calls, watched }: Page, source: Element): void {
  if (watched.has(source)) return
  watched.add(source)
  Alpine.onElRemoved(source, () => {
    watched.delete(source)
    // x-if and x-for tell it before they take the element out
    queueMicrotask(() => {
      if (source.isConnected) return
      for (const call of Alpine.raw(calls))
        if (call.source === source && !call.isWhole && (call.request ?? call.syntax).method === 'GET')
          call.controller.abort()
    })
  })
}

async function perform(call: Call, before: readonly Call[]): Promise<Outcome> {
  const { source, page } = call
  const release = mark(call)
  let outcome: Outcome
  try {
    // what need not wait is sent within the event
    if (before.length > 0) await turnOf(call, before)
    const ending = await send(call)
    if (ending.reason !== 'aborted') await settle(call, ending)
    outcome = outcomeOf(call, ending)
  } finally {
    page.calls.splice(page.calls.indexOf(call), 1)
    release()
  }
  dispatch(source, 'hyper:after', { call, outcome })
  return outcome
}

/** After the calls before it, however they end; one that is cancelled does not wait. */
function turnOf({ controller }: Call, before: readonly Call[]): unknown {
  const over = new Promise((resolve) => controller.signal.addEventListener('abort', resolve))
  return Promise.race([over, Promise.allSettled(before.map(({ done }) => done))])
}

async function send(call: Call): Promise<Ending> {
  if (call.controller.signal.aborted) return { reason: 'aborted' }
  const given = call.read()
  const data = { ...call.data, ...checkData(call.syntax, given instanceof Promise ? await given : given) }
  // fields, and what is given to $action, were read at the event
  if (call.syntax.data && !call.data) call.edited.clear()
  call.page.Alpine.reactive(call).data = data
  const request = encode(call, data)
  call.prepare?.(call, request)
  return dispatch(call.source, 'hyper:before', { call, request }) ? exchange(call, request) : { reason: 'aborted' }
}

async function settle(call: Call, { status, reason, error }: Ending): Promise<void> {
  const { page, source, form, errors, data } = call
  run(call, 'swap')
  // Alpine runs its effects and sets up new elements in microtasks
  for (let i = 0; i < 3; i++) await null
  run(call, 'settle')
  if (status) dispatch(source, 'hyper:after-settle', {})
  const root = rootOf(page, source)
  const only = data?.['_only'] as string | undefined
  if (!reason && !errors) setErrors(page, form, {}, only === undefined ? only : [only])
  if (error) {
    page.failures.set(root, { error, call })
    report(source, error)
  } else {
    page.failures.delete(root)
    call.show?.()
  }
}

function checkData({ name }: CallSyntax, data: unknown): Record<string, unknown> {
  if (data === undefined) return {}
  if (isObject(data)) return ownData(data)
  throw new HyperError(
    'data',
    `${name} takes one plain object, not "${data}"; for more, @click="$action('${name}', …)"`,
  )
}

function outcomeOf({ failed, errors = {}, problems }: Call, { status, value, reason }: Ending): Outcome {
  reason ??= failed ? 'protocol' : undefined
  return { ok: !reason, reason, status, value, errors, problems } as Outcome
}

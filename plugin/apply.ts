import type { Call } from './call.js'
import { HyperError, report } from './error.js'
import type { ServerEvent } from './event-parser.js'
import { appliers } from './items.js'
import type { Page } from './page.js'

/** Milliseconds for which items are applied before the browser gets a turn. */
const slice = 12

/** Applies what arrived together, in order, so that no effect sees a part of it; only what takes long is cut in slices. */
export async function apply(page: Page, call: Call, events: readonly ServerEvent[]): Promise<void> {
  let since = performance.now()
  for (const event of events) {
    if (call.controller.signal.aborted) return
    applyOne(page, call, event)
    if (performance.now() - since < slice) continue
    await turn()
    since = performance.now()
  }
  run(call.later.swap)
}

/** One bad item does not stop the next. */
function applyOne(page: Page, call: Call, { kind, data }: ServerEvent): void {
  try {
    if (!Object.hasOwn(appliers, kind))
      throw new HyperError(
        'item',
        `The answer has an item of the unknown kind "${kind}"; is the page older than the server?`,
      )
    appliers[kind as keyof typeof appliers](JSON.parse(data) as never, call, page)
  } catch (cause) {
    const error =
      cause instanceof HyperError
        ? cause
        : new HyperError('item', `${kind} ${data.slice(0, 200)} could not be applied: ${cause}`, { cause })
    problem(call, error)
  }
}

export function problem(call: Call, error: HyperError): void {
  call.problems.push(error)
  report(call.source, error)
}

/** Waits until Alpine has run its effects and set up the new elements. */
export async function settle(call: Call): Promise<void> {
  for (let i = 0; i < 3; i++) await null
  run(call.later.settle)
}

function run(callbacks: (() => void)[]): void {
  for (const callback of callbacks.splice(0)) callback()
}

/** A task of its own for the browser; a timer would take 4 ms. */
export function turn(): Promise<unknown> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = resolve
    port2.postMessage(0)
  })
}

import { attempt } from './attempt.js'
import type { Call } from './call.js'
import type { ServerEvent } from './event-parser.js'
import { appliersFor } from './items.js'

/** Milliseconds for which items are applied before the browser gets a turn. */
const slice = 25

/** Items that are applied one by one in one go, however long they take. */
const few = 100

/** Applies what arrived together, in order, so that no effect sees a part of it; only what is very much is cut in slices. */
export async function apply(call: Call, events: readonly ServerEvent[]): Promise<void> {
  const isFew = events.length <= few
  const appliers = await appliersFor(events, call)
  // without the file it takes longer, and that is all
  const file = isFew ? undefined : await import('./join.js').catch(() => undefined)
  const items = file?.join(call, events) ?? events
  // with markup among them, no effect runs before Alpine has seen it
  const begin = () => {
    if (events.some(({ kind }) => /^(elements|remove)$/.test(kind))) void call.page.Alpine.transaction(() => {})
    return performance.now()
  }
  let since = begin()
  for (const { kind, data, id } of items) {
    if (call.controller.signal.aborted) return
    const what = () => `${kind} ${data.slice(0, 99)}`
    const doing = attempt(call, what, () => {
      const applier = appliers.get(kind)
      if (!applier) throw 'unknown kind'
      return applier(JSON.parse(data) as never, call, id)
    })
    // only then, as an await would let effects see a part
    if (doing) await doing
    if (isFew || performance.now() - since < slice) continue
    await turn()
    since = begin()
  }
}

export function run(call: Call, moment: 'swap' | 'settle'): void {
  for (const callback of call.later[moment].splice(0)) attempt(call, () => 'event', callback)
}

/** A task of its own for the browser; a timer would take 4 ms. */
export function turn(): Promise<unknown> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = resolve
    port2.postMessage(0)
  })
}

import type { AnyItem } from './exchange.js'
import { type Flat, flatten, isPromise } from './flatten.js'
import { isItem } from './item.js'

/** What an answer is streamed from. */
export type Pulled = Pick<AsyncGenerator<AnyItem, unknown, undefined>, 'next' | 'return'>

type Step = IteratorResult<AnyItem, unknown>

/** The items one after the other, pulled only as they are asked for. */
export async function* pull(value: unknown): AsyncGenerator<AnyItem, void, undefined> {
  for (const entry of flatten(value)) {
    if (isItem(entry)) yield entry
    else if (isPromise(entry)) yield* pull(await entry)
    else for await (const inner of entry as AsyncIterable<unknown>) yield* pull(inner)
  }
}

/**
 * As `pull`, for what stays open: an async generator, as most streams are, has no second one around it, which would hold
 * a kilobyte while it waits. What fails is to be closed by `return`.
 */
export function pullAll(flat: readonly Flat[]): Pulled {
  const [first] = flat
  return flat.length === 1 && first && Symbol.asyncIterator in first
    ? pullFrom(first[Symbol.asyncIterator]())
    : pull(flat)
}

/** Functions that many share, instead of closures for each. */
interface Pulling extends Pulled {
  readonly source: AsyncIterator<unknown>
  /** What the source has given, if that is more than an item. */
  inner: Pulled | undefined
}

function pullFrom(source: AsyncIterator<unknown>): Pulled {
  const pulling: Pulling = { source, inner: undefined, next: pullNext, return: close }
  return pulling
}

function pullNext(this: Pulling): Promise<Step> {
  const { source, inner } = this
  return inner ? inner.next().then((step) => takeInner(this, step)) : source.next().then((step) => take(this, step))
}

function take(pulling: Pulling, step: IteratorResult<unknown>): Step | Promise<Step> {
  const { done, value } = step
  if (done || (typeof value === 'object' && value && isItem(value))) return step as Step
  pulling.inner = pull(value)
  return pulling.next()
}

function takeInner(pulling: Pulling, step: Step): Step | Promise<Step> {
  if (!step.done) return step
  pulling.inner = undefined
  return pulling.next()
}

async function close(this: Pulling): Promise<Step> {
  await this.inner?.return(undefined)
  await this.source.return?.()
  return { done: true, value: undefined }
}

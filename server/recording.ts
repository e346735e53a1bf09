import type Koa from 'koa'
import type { Exchange } from './exchange.js'
import type { Idempotency } from './idempotency.js'
import type { LostReason } from './lost.js'
import { report } from './report.js'

/** The answer of a call, while it is written into the store. */
export interface Recording {
  readonly ctx: Koa.Context
  readonly exchange: Exchange
  readonly idempotency: Idempotency
  readonly key: string
  /** Bytes that may still be kept. */
  left: number
  /** The last text is still to come. */
  isOpen: boolean
  /** The store has lost a text: what follows it would be taken for the whole. */
  isLost: boolean
  /** Texts that the store is still busy with. */
  pending: Promise<void> | undefined
}

/** The first text of a record. */
export interface Head {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** A body that is not items, and how its texts are to be read. */
  readonly body?: 'utf8' | 'base64'
}

/** A text in the place of those that are not kept. */
export interface Gap {
  readonly lost: string
  readonly reason: LostReason
}

export function openRecording(ctx: Koa.Context, exchange: Exchange, idempotency: Idempotency, key: string): Recording {
  return { ctx, exchange, idempotency, key, left: idempotency.bytes, isOpen: true, isLost: false, pending: undefined }
}

/** Headers that are not the call's but the exchange's; `Set-Cookie` is for one client once. */
const passing = new Set([
  'set-cookie',
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'vary',
])
/** Those that every answer of items has. */
const usual = new Set(['content-type', 'hyper-answer', 'cache-control', 'x-accel-buffering', 'hyper-version', 'vary'])

/** The head of what is answered now. */
export function headOf({ res }: Koa.Context, status: number, body?: Head['body']): string {
  let headers: Record<string, unknown> | undefined
  for (const name of res.getHeaderNames()) {
    if ((!body && usual.has(name)) || (passing.has(name) && !(body && name === 'content-encoding'))) continue
    headers ??= {}
    headers[name] = res.getHeader(name)
  }
  // most answers have one of these, which then is one text in memory
  if (!headers && !body && status === 200) return ok
  return JSON.stringify({ status, headers, body })
}

const ok = JSON.stringify({ status: 200 } satisfies Head)

/** Keeps texts of the answer; the empty one is the last. */
export function keep(recording: Recording, ...texts: string[]): void {
  if (!recording.isOpen) return
  const { idempotency } = recording
  for (const text of texts) recording.left -= Buffer.byteLength(text)
  if (recording.left >= 0) return append(recording, texts)
  keepGap(recording, `its answer has more than ${idempotency.bytes} bytes; idempotency.bytes of hyper() allows no more`)
}

/** Keeps no more than why there is no answer. */
export function keepGap(recording: Recording, lost: string, reason?: LostReason): void {
  if (recording.isOpen) append(recording, [gapOf(lost, reason), ''])
}

/** Nothing was done, and the same call may come again. */
export function forget(recording: Recording): void {
  const { idempotency, key } = recording
  if (!recording.isOpen) return
  recording.isOpen = false
  const step = () => idempotency.store.forget(key)
  // a retry would wait for an answer that does not come
  settle(recording, step, step)
}

function append(recording: Recording, texts: string[]): void {
  const { idempotency, key } = recording
  if (texts.at(-1) === '') recording.isOpen = false
  const add = (more: string[]) => idempotency.store.append(key, more, idempotency.ttl)
  settle(
    recording,
    () => (recording.isLost ? undefined : add(texts)),
    () => {
      recording.isOpen = false
      recording.isLost = true
      return add([gapOf('the store of calls failed'), ''])
    },
  )
}

function gapOf(lost: string, reason: LostReason = 'unknown'): string {
  return JSON.stringify({ lost, reason } satisfies Gap)
}

type Step = () => void | Promise<void>

/** One step after the other, without a promise if the store needs none. `mend` follows one that fails. */
function settle(recording: Recording, step: Step, mend: Step): void {
  const failed = (error: unknown) => void report(recording.ctx, error)
  const done = begin(recording.pending, step)
  if (!done) return
  const { writing } = recording.idempotency
  const mended = done.catch((error) => {
    failed(error)
    return mend()
  })
  const pending = mended.catch(failed).then(() => {
    writing.delete(pending)
    if (recording.pending === pending) recording.pending = undefined
  })
  writing.add(pending)
  recording.pending = pending
}

function begin(before: Promise<void> | undefined, step: Step): void | Promise<void> {
  if (before) return before.then(step)
  try {
    return step()
  } catch (error) {
    return Promise.reject(error)
  }
}

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
  return { ctx, exchange, idempotency, key, left: idempotency.bytes, isOpen: true, pending: undefined }
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
    if ((!body && usual.has(name)) || passing.has(name)) continue
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
export function keepGap(recording: Recording, lost: string, reason: LostReason = 'unknown'): void {
  if (recording.isOpen) append(recording, [JSON.stringify({ lost, reason } satisfies Gap), ''])
}

/** Nothing was done, and the same call may come again. */
export function forget(recording: Recording): void {
  const { idempotency, key } = recording
  if (!recording.isOpen) return
  recording.isOpen = false
  settle(recording, () => idempotency.store.forget(key))
}

function append(recording: Recording, texts: string[]): void {
  const { idempotency, key } = recording
  if (texts.at(-1) === '') recording.isOpen = false
  settle(recording, () => idempotency.store.append(key, texts, idempotency.ttl))
}

/** One step after the other, without a promise if the store needs none. */
function settle(recording: Recording, step: () => void | Promise<void>): void {
  const failed = (error: unknown) => void report(recording.ctx, error)
  const before = recording.pending
  const done = before ? before.then(step) : step()
  if (!done) return
  const { writing } = recording.idempotency
  const pending = done.catch(failed).then(() => {
    writing.delete(pending)
    if (recording.pending === pending) recording.pending = undefined
  })
  writing.add(pending)
  recording.pending = pending
}

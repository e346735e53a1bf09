import type { Stream } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { encoderFor } from './compress.js'
import { type AnyItem, abort } from './exchange.js'
import { isUnexpected, itemsFor } from './failure.js'
import { cancelled } from './lost.js'
import { comment, Outlet } from './outlet.js'
import type { Pulled } from './pull.js'
import { keep, keepGap, type Recording } from './recording.js'
import { report } from './report.js'
import { mayRetreat } from './work.js'
import { closeWriter, failWriter, takeText, type Writer, write, writeQueued } from './writer.js'

/** Milliseconds for which events may gather, and keep the process, before they are sent. */
const slice = 5

/** What is held of a stream while it is open; functions of its own would take more. */
interface Streaming {
  readonly writer: Writer
  readonly items: Pulled
  readonly outlet: Outlet
  /** What begins a stream that has nothing to say yet. */
  quiet: string
  scheduled: NodeJS.Immediate | undefined
}

/**
 * The body of a streamed answer. Items are pulled one at a time and only while the client reads; those that are there
 * at once go out together. When the client leaves, the generator is closed, or runs to its end if the action finishes.
 */
export function eventStream(
  writer: Writer,
  items: Pulled,
  pending: Promise<IteratorResult<AnyItem, unknown>> | undefined,
): Stream {
  const { ctx, exchange } = writer
  const { settings } = exchange
  // a generator that was told to stop may fail on that
  const stop = () => void items.return(undefined).catch(() => {})
  const outlet = new Outlet(settings.heart, () => {
    if (exchange.finishes || outlet.isEnded) return
    abort(exchange)
    stop()
  })
  const encoder = encoderFor(ctx, settings, writer.text)
  exchange.stop = stop
  // what writes runs to its end
  if (!exchange.finishes && exchange.key === undefined) mayRetreat(exchange, outlet)
  exchange.streaming = send({ writer, items, outlet, quiet: comment, scheduled: undefined }, pending)
  return encoder ? outlet.pipe(encoder) : outlet
}

async function send(
  streaming: Streaming,
  pending: Promise<IteratorResult<AnyItem, unknown>> | undefined,
): Promise<void> {
  const { writer, items, outlet } = streaming
  const { exchange } = writer
  flush(streaming)
  try {
    let since = performance.now()
    for (let step = pending ?? items.next(); ; step = items.next()) {
      const { done, value } = await step
      if (done || isOver(streaming) || exchange.isCancelled) break
      const wait = write(writer, value)
      if (wait) await wait
      streaming.scheduled ??= setImmediate(flush, streaming)
      if (writer.closed) {
        await items.return(undefined)
        break
      }
      if (performance.now() - since > slice) {
        await turn()
        since = performance.now()
      }
      const room = outlet.room()
      if (room) await hold(writer, room)
    }
    if (isOver(streaming)) return
    if (exchange.isCancelled) throw cancelled()
    await writeQueued(writer)
    closeWriter(writer)
  } catch (error) {
    await fail(streaming, error)
  } finally {
    flush(streaming)
    if (exchange.recording) keepEnd(exchange.recording, writer.closed)
    outlet.end()
  }
}

/** A client that has called again meanwhile is not waited for: it does not read this any more. */
async function hold({ ctx, exchange }: Writer, room: Promise<void>): Promise<void> {
  if (exchange.isRepeated) ctx.res.destroy()
  exchange.isHeld = true
  await room
  exchange.isHeld = false
}

async function fail(streaming: Streaming, error: unknown): Promise<void> {
  const { writer, items } = streaming
  const { ctx, exchange } = writer
  items.return(undefined).catch((failure) => report(ctx, failure))
  if (isOver(streaming)) return
  const failure = report(ctx, error)
  const more = isUnexpected(exchange, failure) ? await itemsFor(ctx, exchange, failure) : []
  failWriter(writer, failure, more)
}

function isOver({ outlet, writer }: Streaming): boolean {
  return outlet.isLeft && !writer.exchange.finishes
}

function flush(streaming: Streaming): void {
  const { writer, outlet } = streaming
  clearImmediate(streaming.scheduled)
  streaming.scheduled = undefined
  const text = takeText(writer)
  if (text && writer.exchange.recording) keep(writer.exchange.recording, text)
  outlet.send(text || streaming.quiet)
  streaming.quiet = ''
}

function keepEnd(recording: Recording, isWhole: boolean): void {
  if (isWhole) keep(recording, '')
  else keepGap(recording, 'it was stopped, as its client left')
}

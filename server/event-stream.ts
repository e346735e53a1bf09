import type { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { encoderFor } from './compress.js'
import type { AnyItem } from './exchange.js'
import { isUnexpected, itemsFor } from './failure.js'
import { cancelled } from './lost.js'
import { comment, createOutlet, mayRetreat } from './outlet.js'
import { keep, keepGap, type Recording } from './recording.js'
import { report } from './report.js'
import { closeWriter, failWriter, takeText, type Writer, write, writeQueued } from './writer.js'

/** Milliseconds for which events may gather, and keep the process, before they are sent. */
const slice = 5

/**
 * The body of a streamed answer. Items are pulled one at a time and only while the client reads; those that are there
 * at once go out together. When the client leaves, the generator is closed, or runs to its end if the action finishes.
 */
export function eventStream(
  writer: Writer,
  items: AsyncGenerator<AnyItem>,
  pending: Promise<IteratorResult<AnyItem>> | undefined,
): Readable {
  const { ctx, exchange } = writer
  /** What begins a stream that has nothing to say yet. */
  let quiet = comment
  let scheduled: NodeJS.Immediate | undefined

  const outlet = createOutlet(exchange.settings, encoderFor(ctx, exchange.settings, writer.text), () => {
    if (exchange.finishes || outlet.body.readableEnded) return
    exchange.leaving?.abort()
    stop()
  })
  // a generator that was told to stop may fail on that
  const stop = () => void items.return(undefined).catch(() => {})
  const isOver = () => outlet.isLeft() && !exchange.finishes
  const flush = () => {
    clearImmediate(scheduled)
    scheduled = undefined
    const text = takeText(writer)
    if (text && exchange.recording) keep(exchange.recording, text)
    outlet.send(text || quiet)
    quiet = ''
  }

  const run = async () => {
    let since = performance.now()
    for (let step = pending ?? items.next(); ; step = items.next()) {
      const { done, value } = await step
      if (done || isOver() || exchange.isCancelled) return
      await write(writer, value)
      scheduled ??= setImmediate(flush)
      if (writer.closed) return void (await items.return(undefined))
      if (performance.now() - since > slice) {
        await turn()
        since = performance.now()
      }
      const room = outlet.room()
      if (room) await room
    }
  }

  const finish = async () => {
    flush()
    try {
      await run()
      if (isOver()) return
      if (exchange.isCancelled) throw cancelled()
      await writeQueued(writer)
      closeWriter(writer)
    } catch (error) {
      items.return(undefined).catch((failure) => report(ctx, failure))
      if (isOver()) return
      const failure = report(ctx, error)
      const more = isUnexpected(exchange, failure) ? await itemsFor(ctx, exchange, failure) : []
      failWriter(writer, failure, more)
    } finally {
      flush()
      if (exchange.recording) keepEnd(exchange.recording, writer.closed)
      outlet.end()
    }
  }
  exchange.stop = stop
  // what writes runs to its end
  if (!exchange.finishes && exchange.key === undefined) mayRetreat(exchange, outlet)
  exchange.streaming = finish()
  return outlet.body
}

function keepEnd(recording: Recording, isWhole: boolean): void {
  if (isWhole) keep(recording, '')
  else keepGap(recording, 'it was stopped, as its client left')
}

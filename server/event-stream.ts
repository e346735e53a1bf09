import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import type { AnyItem } from './exchange.js'
import { isUnexpected, itemsFor } from './failure.js'
import { report } from './report.js'
import { closeWriter, failWriter, takeText, type Writer, write, writeQueued } from './writer.js'

/** Milliseconds for which events may gather, and keep the process, before they are sent. */
const slice = 5

/** Sends the headers of a stream that has no item yet, and keeps a quiet connection open. */
const comment = ':\n\n'

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
  let left = false
  let resume: (() => void) | undefined
  let scheduled: NodeJS.Immediate | undefined
  let room: Promise<void> | undefined

  const body = new Readable({
    read() {
      room = undefined
      resume?.()
    },
    destroy(_error, done) {
      leave()
      done(null)
    },
  })
  const heartbeat = setInterval(() => send(comment), exchange.settings.heartbeat)
  heartbeat.unref()

  const send = (text: string) => {
    if (left || text === '' || body.push(text) || room) return
    room = new Promise((resolve) => {
      resume = resolve
    })
  }
  const flush = () => {
    clearImmediate(scheduled)
    scheduled = undefined
    send(takeText(writer))
  }
  const leave = () => {
    if (left) return
    left = true
    clearInterval(heartbeat)
    room = undefined
    resume?.()
    if (exchange.finishes || body.readableEnded) return
    exchange.leaving?.abort()
    items.return(undefined).catch(() => {}) // a generator that was told to stop may fail on that
  }

  const run = async () => {
    let since = performance.now()
    for (let step = pending ?? items.next(); ; step = items.next()) {
      const { done, value } = await step
      if (done || (left && !exchange.finishes)) return
      await write(writer, value)
      if (left) takeText(writer)
      scheduled ??= setImmediate(flush)
      if (writer.closed) return void (await items.return(undefined))
      if (performance.now() - since > slice) {
        await turn()
        since = performance.now()
      }
      if (room) await room
    }
  }

  const finish = async () => {
    send(takeText(writer) || comment)
    try {
      await run()
      await writeQueued(writer)
      closeWriter(writer)
    } catch (error) {
      items.return(undefined).catch((failure) => report(ctx, failure))
      if (left && !exchange.finishes) return
      const failure = report(ctx, error)
      const more = isUnexpected(exchange, failure) ? await itemsFor(ctx, exchange, failure) : []
      failWriter(writer, failure, more)
    } finally {
      clearInterval(heartbeat)
      flush()
      if (!left) body.push(null)
    }
  }
  exchange.streaming = finish()
  return body
}

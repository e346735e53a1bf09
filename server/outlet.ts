import { Readable } from 'node:stream'
import type { BrotliCompress } from 'node:zlib'
import type { Exchange } from './exchange.js'
import type { Settings } from './settings.js'

/** Sends the headers of a stream that has no item yet, and keeps a quiet connection open. */
export const comment = ':\n\n'

/** Where a stream is cut off without an `end`, so that the page connects again, and how many milliseconds later at least. */
const comeBack = 'retry: 1000\n\n'

/** The body of a streamed answer, and how text gets into it. */
export interface Outlet {
  readonly body: Readable
  /** Nobody reads it any more: the client left, or it was read to its end. */
  readonly isLeft: () => boolean
  readonly send: (text: string) => void
  /** Settles when the client has read on, or has left; undefined if there is no need to wait. */
  readonly room: () => Promise<void> | undefined
  readonly end: () => void
  /** Cuts it off, and tells the client to come back. */
  readonly retreat: () => void
}

/** A body that is kept open by comments while it is quiet. `leave` runs once, when nobody reads it any more. */
export function createOutlet({ heartbeat }: Settings, encoder: BrotliCompress | undefined, leave: () => void): Outlet {
  let left = false
  let resume: (() => void) | undefined
  let room: Promise<void> | undefined
  /** Writes that the encoder has not carried out. */
  let encoding = 0
  const release = () => {
    room = undefined
    resume?.()
  }
  const wait = () => {
    room ??= new Promise((resolve) => {
      resume = resolve
    })
  }
  const body = new Readable({
    read() {
      if (encoding === 0) release()
    },
    destroy(_error, done) {
      gone()
      encoder?.destroy()
      done(null)
    },
  })
  const gone = () => {
    if (left) return
    left = true
    clearInterval(timer)
    release()
    leave()
  }
  const push = (chunk: string | Buffer | null) => {
    if (!body.destroyed && !body.push(chunk)) wait()
  }
  const encode = (text: string) => {
    encoding++
    wait()
    encoder?.write(text, () => {
      encoding--
      if (encoding === 0 && body.readableLength < body.readableHighWaterMark) release()
    })
  }
  const send = (text: string) => {
    if (left || text === '') return
    if (encoder) encode(text)
    else push(text)
  }
  const finish = () => {
    if (encoder) encoder.end()
    else push(null)
  }
  encoder?.on('data', push).once('end', () => push(null))
  encoder?.once('error', (error) => body.destroy(error))
  const timer = setInterval(() => send(comment), heartbeat)
  timer.unref()
  return {
    body,
    isLeft: () => left,
    send,
    room: () => room,
    end() {
      clearInterval(timer)
      if (!left) finish()
    },
    retreat() {
      if (left) return
      send(comeBack)
      finish()
      gone()
    },
  }
}

/** While the process is closing, and as soon as it does. */
export function mayRetreat(exchange: Exchange, { retreat }: Outlet): void {
  exchange.retreat = retreat
  if (exchange.settings.work.isClosing) retreat()
}

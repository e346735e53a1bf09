import { Duplex } from 'node:stream'

/** What two processes say to each other of a connection. */
export type PipeWord =
  | { readonly kind: 'data'; readonly id: string; readonly bytes: string }
  /** The data was read: there may be more. */
  | { readonly kind: 'more'; readonly id: string }
  | { readonly kind: 'end'; readonly id: string }
  | { readonly kind: 'close'; readonly id: string }

/** One end of a connection between two processes, whose bytes go over the bus. */
export interface Pipe {
  readonly duplex: Duplex
  readonly peer: string
  /** When the other end was last heard of. */
  heard: number
  take(word: PipeWord): void
}

/** Bytes of one message. */
const piece = 64 * 1024

/** A piece is sent once the one before was read, so that what is not read waits where it came from. */
export function createPipe(id: string, peer: string, say: (word: PipeWord) => void, closed: () => void): Pipe {
  let isAwaited = false
  let hasEnded = false
  let goOn: (() => void) | undefined
  const write = (bytes: Buffer, done: () => void) => {
    goOn = bytes.length > piece ? () => write(bytes.subarray(piece), done) : done
    say({ kind: 'data', id, bytes: bytes.subarray(0, piece).toString('base64') })
  }
  const duplex = new Duplex({
    read() {
      if (!isAwaited) return
      isAwaited = false
      say({ kind: 'more', id })
    },
    write: (bytes: Buffer, _encoding, done) => write(bytes, done),
    final(done) {
      say({ kind: 'end', id })
      done()
    },
    destroy(error, done) {
      say({ kind: 'close', id })
      closed()
      done(error)
    },
  })
  const receive = (bytes: Buffer) => {
    isAwaited = true
    if (duplex.push(bytes)) duplex._read(0)
  }
  return {
    duplex,
    peer,
    heard: performance.now(),
    take(word) {
      if (word.kind === 'data') receive(Buffer.from(word.bytes, 'base64'))
      else if (word.kind === 'more') goOn?.()
      else if (word.kind === 'end') {
        hasEnded = true
        duplex.push(null)
      } else if (!hasEnded) duplex.destroy()
    },
  }
}

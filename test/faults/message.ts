import type { Socket } from 'node:net'

/** The bytes that come from a socket, of which what was not used can be put back. */
export interface Source {
  /** Undefined when there are no more. */
  read(): Promise<Buffer | undefined>
  unread(bytes: Buffer): void
  /** Waits for more, and leaves it to be read: false when there is none. */
  ahead(): Promise<boolean>
}

export function sourceOf(socket: Socket): Source {
  const pieces: AsyncIterator<Buffer> = socket.iterator({ destroyOnReturn: false })
  const back: Buffer[] = []
  let coming: Promise<IteratorResult<Buffer>> | undefined
  return {
    async read() {
      const first = back.shift()
      if (first) return first
      const next = coming ?? pieces.next()
      coming = undefined
      const { value, done } = await next
      return done ? undefined : value
    },
    unread(bytes) {
      if (bytes.length > 0) back.unshift(bytes)
    },
    async ahead() {
      if (back.length > 0) return true
      coming ??= pieces.next()
      return !(await coming).done
    },
  }
}

/** The first lines of a message of HTTP/1.1, with the empty one that ends them. */
export interface Head {
  bytes: Buffer
  /** The request line or the status line. */
  line: string
  /** The value of a header; undefined if it is not there. */
  header(name: string): string | undefined
}

/** Undefined if the connection ends before, or in the middle of them. */
export async function readHead(source: Source): Promise<Head | undefined> {
  let bytes = Buffer.alloc(0)
  for (;;) {
    const piece = await source.read()
    if (!piece) return undefined
    bytes = Buffer.concat([bytes, piece])
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0) continue
    source.unread(bytes.subarray(end + 4))
    return headOf(bytes.subarray(0, end + 4))
  }
}

function headOf(bytes: Buffer): Head {
  const [line = '', ...lines] = bytes.toString('latin1').trimEnd().split('\r\n')
  const headers = new Map(
    lines.map((each) => {
      const colon = each.indexOf(':')
      return [each.slice(0, colon).toLowerCase(), each.slice(colon + 1).trim()]
    }),
  )
  return { bytes, line, header: (name) => headers.get(name.toLowerCase()) }
}

/** How a message goes on after its head: it has so many bytes, it says where it ends, or its connection ends it. */
export type Framing = number | 'chunked' | 'close'

/** `method` is that of the request which is answered; without it, the head is that of a request. */
export function framingOf({ line, header }: Head, method?: string): Framing {
  const isAnswer = method !== undefined
  if (isAnswer && (method === 'HEAD' || /^\S+ (204|304)/.test(line))) return 0
  if (/chunked/i.test(header('Transfer-Encoding') ?? '')) return 'chunked'
  const length = header('Content-Length')
  return length === undefined ? (isAnswer ? 'close' : 0) : Number(length)
}

/** The pieces of a message's body, as they come. @throws Error if the connection ends before it does. */
export async function* bodyOf(source: Source, framing: Framing): AsyncGenerator<Buffer, void, undefined> {
  const lengthOf = framing === 'chunked' ? chunkScanner() : framing === 'close' ? undefined : counter(framing)
  if (framing === 0) return
  for (;;) {
    const piece = await source.read()
    if (!piece) {
      if (framing === 'close') return
      throw new Error('The connection ended in the middle of a message')
    }
    const end = lengthOf?.(piece)
    yield end === undefined ? piece : piece.subarray(0, end)
    if (end === undefined) continue
    source.unread(piece.subarray(end))
    return
  }
}

/** Of each piece: where in it the message ends, if it does. */
type Scanner = (piece: Buffer) => number | undefined

function counter(length: number): Scanner {
  let left = length
  return (piece) => {
    const end = left <= piece.length ? left : undefined
    left -= piece.length
    return end
  }
}

/** Lines with a size in hexadecimal, each before so many bytes and a line break; after 0, lines up to an empty one. */
function chunkScanner(): Scanner {
  let line = ''
  let skip = 0
  let isLast = false
  return (piece) => {
    for (let at = 0; at < piece.length; ) {
      const skipped = Math.min(skip, piece.length - at)
      skip -= skipped
      at += skipped
      if (at === piece.length) return undefined
      line += String.fromCharCode(piece[at++] ?? 0)
      if (!line.endsWith('\r\n')) continue
      if (isLast && line === '\r\n') return at
      if (!isLast) {
        const size = Number.parseInt(line, 16)
        isLast = size === 0
        skip = isLast ? 0 : size + 2
      }
      line = ''
    }
    return undefined
  }
}

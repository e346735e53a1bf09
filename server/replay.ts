import type Koa from 'koa'
import { encoderFor } from './compress.js'
import type { Exchange } from './exchange.js'
import { setHeaders, setOwnHeaders, setStreamHeaders } from './headers.js'
import { Lost } from './lost.js'
import { comment, Outlet } from './outlet.js'
import type { Gap, Head } from './recording.js'
import { type HttpError, report } from './report.js'
import { storeFailed } from './store-failed.js'
import { terminal } from './wire.js'
import { mayRetreat } from './work.js'
import { createWriter, failWriter, takeText } from './writer.js'

/** Reads on in a record; see `CallStore`. */
type Read = (from: number) => Promise<readonly string[]>

/**
 * Answers a call with what was recorded when it came first, from the event on that the page wants; also while it still
 * runs, as its events come.
 */
export async function replay(ctx: Koa.Context, exchange: Exchange, key: string): Promise<void> {
  const { settings } = exchange
  // what middleware put there is in the record, from the first time
  exchange.before = []
  exchange.queued = []
  leaveEarlier(exchange)
  const leaving = new AbortController()
  ctx.res.once('close', () => leaving.abort())
  const read: Read = async (from) => {
    try {
      return (await settings.idempotency?.store.read(key, from, leaving.signal)) ?? []
    } catch (cause) {
      return storeFailed(ctx, cause)
    }
  }

  const texts = await read(0)
  const [first = '', ...others] = texts
  if (leaving.signal.aborted) return
  const head = JSON.parse(first || '{}') as Partial<Head & Gap>
  if (!head.status) throw lostBy(head.lost ?? (texts.length > 0 ? dropped : gone), head.reason)
  ctx.status = head.status
  for (const [name, value] of Object.entries(head.headers ?? {})) ctx.set(name, value)
  if (head.body) return replayBody(ctx, exchange, others, head.body)

  setHeaders(ctx, settings)
  const skip = createSkip(Number(ctx.get('Hyper-Received')))
  if (texts.at(-1) !== '' || hasGap(others)) {
    setStreamHeaders(ctx, settings)
    ctx.body = replayStream(ctx, exchange, read, skip, others)
    return
  }
  const text = skip(others.join(''))
  if (text !== '') ctx.body = text
}

/** The page has given up its attempts before this one: a handler that goes on does not wait until one is read. */
function leaveEarlier({ settings, key, call }: Exchange): void {
  for (const other of settings.work.exchanges) {
    if (other.key !== key || !other.finishes || !other.recording?.isOpen) continue
    if ((other.call?.attempt ?? 1) >= (call?.attempt ?? 1)) continue
    other.isRepeated = true
    if (other.isHeld) other.recording.ctx.res.destroy()
  }
}

const gone = 'the process that ran it is gone'
const dropped =
  'its answer was dropped for want of room, as the limits of the store say, memoryStore({ bytes }) for one'

function lostBy(why: string, reason: Gap['reason'] = 'unknown'): Lost {
  return new Lost(
    409,
    reason,
    reason === 'aborted' ? why : `The call was begun before, and what it answered is not known: ${why}`,
  )
}

function hasGap(texts: readonly string[]): boolean {
  return texts.some((text) => text.startsWith('{'))
}

function replayBody(ctx: Koa.Context, { settings }: Exchange, texts: readonly string[], encoding: 'utf8' | 'base64') {
  setOwnHeaders(ctx, settings)
  const text = texts.join('')
  // a body sets a type, if there was none
  const type = ctx.response.get('Content-Type')
  ctx.body = encoding === 'utf8' ? text : Buffer.from(text, encoding)
  if (!type) ctx.remove('Content-Type')
}

/** Leaves out as many events as the page has had; the one that ends the answer is always sent. */
function createSkip(received: number): (text: string) => string {
  let left = received
  return (text) => {
    let at = 0
    for (; left > 0 && at < text.length; left--) {
      if (terminal.has(text.slice(at + 'event: '.length, text.indexOf('\n', at)))) break
      at = text.indexOf('\n\n', at) + 2
    }
    return text.slice(at)
  }
}

/** What is recorded, and what still is; then why there is no more, if it is not whole. */
function replayStream(
  ctx: Koa.Context,
  exchange: Exchange,
  read: Read,
  skip: (text: string) => string,
  known: string[],
) {
  const encoder = encoderFor(ctx, exchange.settings, known.join(''))
  const outlet = new Outlet(exchange.settings.heart)
  mayRetreat(exchange, outlet)
  const run = async () => {
    outlet.send(comment)
    let from = 1
    for (let texts: readonly string[] = known; !outlet.isLeft; ) {
      if (await sendAll(outlet, texts, skip)) return
      from += texts.length
      texts = await read(from)
      if (texts.length === 0) throw lostBy(gone)
    }
  }
  exchange.streaming = run()
    .catch((error) => {
      if (outlet.isLeft) return
      const failure: HttpError = report(ctx, error)
      if (failure.status === 503) return outlet.retreat()
      const writer = createWriter(ctx, exchange)
      failWriter(writer, failure)
      outlet.send(takeText(writer))
    })
    .finally(() => outlet.end())
  return encoder ? outlet.pipe(encoder) : outlet
}

/** Whether the last text is among them. */
async function sendAll(outlet: Outlet, texts: readonly string[], skip: (text: string) => string): Promise<boolean> {
  for (const text of texts) {
    if (text === '') return true
    if (text.startsWith('{')) {
      const { lost, reason } = JSON.parse(text) as Gap
      throw lostBy(lost, reason)
    }
    outlet.send(skip(text))
    await outlet.room()
  }
  return false
}

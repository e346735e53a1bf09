import type Koa from 'koa'
import { eventStream } from './event-stream.js'
import type { AnyItem, Exchange } from './exchange.js'
import { isUnexpected, itemsFor } from './failure.js'
import { type Flat, flatten, isPromise } from './flatten.js'
import { setHeaders, setOwnHeaders, setStreamHeaders } from './headers.js'
import { isItem } from './item.js'
import { keepBody } from './keep-body.js'
import { cancelled } from './lost.js'
import { isAnswered } from './plain.js'
import { type Pulled, pullAll } from './pull.js'
import { forget, headOf, keep, type Recording } from './recording.js'
import { replay } from './replay.js'
import { type HttpError, report } from './report.js'
import { takeRedirects } from './take-redirect.js'
import { within } from './within.js'
import {
  closeWriter,
  createWriter,
  failWriter,
  statusOf,
  takeText,
  type Writer,
  write,
  writeBefore,
  writeQueued,
} from './writer.js'

/** Milliseconds that a stream's first item has to set the status, before the headers go out without it. */
const patience = 250

/** Answers a call with what its action returned: in one body if all is known, at once if nothing waits, else as a stream. */
export function answer(ctx: Koa.Context, exchange: Exchange): Promise<void> | undefined {
  if (exchange.replayed !== undefined) return replay(ctx, exchange, exchange.replayed)
  if (isAnswered(ctx, exchange.returned)) {
    setOwnHeaders(ctx, exchange.settings)
    return exchange.recording && keepBody(ctx, exchange.recording)
  }
  if (ctx.response.body !== undefined) {
    throw new TypeError(
      `${ctx.method} ${ctx.path}: the action set ctx.body and returned items as well; the page can use only one`,
    )
  }
  const flat = flatten(exchange.returned)
  const writer = createWriter(ctx, exchange)
  return exchange.before.length === 0 && isAllItems(flat) ? writeItems(writer, flat, 0) : answerLater(writer, flat)
}

async function answerLater(writer: Writer, returned: Flat[]): Promise<void> {
  let flat = returned
  while (flat.some((entry) => !isItem(entry) && isPromise(entry))) flat = flatten(await Promise.all(flat))
  if (writer.exchange.before.length > 0) await writeBefore(writer)
  if (!writer.closed && !isAllItems(flat)) return stream(writer, pullAll(flat))
  await writeItems(writer, flat as AnyItem[], 0)
}

function writeItems(writer: Writer, items: readonly AnyItem[], from: number): Promise<void> | undefined {
  for (let at = from; at < items.length; at++) {
    const wait = write(writer, items[at] as AnyItem)
    if (wait) return wait.then(() => writeItems(writer, items, at + 1))
  }
  if (writer.exchange.queued.length > 0 || writer.exchange.final) return writeQueued(writer).then(() => whole(writer))
  whole(writer)
  return undefined
}

function isAllItems(flat: Flat[]): flat is AnyItem[] {
  return flat.every((entry) => isItem(entry))
}

function whole(writer: Writer): void {
  const { ctx, exchange } = writer
  closeWriter(writer)
  setHeaders(ctx, exchange.settings)
  const { response } = ctx
  const { recording } = exchange
  const text = takeText(writer)
  if (writer.empty && response.status === 200) {
    response.status = 204
    if (recording) keep(recording, headOf(ctx, 204), '')
  } else {
    response.body = text
    if (recording) keep(recording, headOf(ctx, response.status), text, '')
  }
}

async function stream(writer: Writer, items: Pulled): Promise<void> {
  const { ctx, exchange } = writer
  takeRedirects(ctx, exchange)
  const pending = items.next()
  const stop = () => void items.return(undefined).catch((error) => report(ctx, error))
  exchange.stop = stop
  let first: IteratorResult<AnyItem, unknown> | undefined
  try {
    first = await within(patience, pending)
    if (first && !first.done) await write(writer, first.value)
    if (exchange.isCancelled) throw cancelled()
  } catch (error) {
    stop()
    throw error
  }
  if (first?.done || writer.closed) {
    stop()
    await writeQueued(writer)
    return whole(writer)
  }
  writer.keeps = false
  setStreamHeaders(ctx, exchange.settings)
  if (exchange.recording) keep(exchange.recording, headOf(ctx, ctx.status))
  ctx.body = eventStream(writer, items, first ? undefined : pending)
}

/** The end of Koa's error path for a call: the status, what was queued, and an `error` event in the place of text. */
export function answerError(ctx: Koa.Context, exchange: Exchange, thrown: unknown): void {
  const error = report(ctx, thrown)
  if (!isUnexpected(exchange, error)) return sendError(ctx, exchange, error, [])
  void itemsFor(ctx, exchange, error).then((items) => {
    if (ctx.writable && !ctx.headerSent) sendError(ctx, exchange, error, items)
  })
}

function sendError(ctx: Koa.Context, exchange: Exchange, error: HttpError, items: readonly AnyItem[]): void {
  const { res } = ctx
  for (const name of res.getHeaderNames()) res.removeHeader(name)
  setErrorHeaders(ctx, error)
  const writer = createWriter(ctx, exchange)
  writer.keeps = false
  failWriter(writer, error, items)
  const text = takeText(writer)
  ctx.status = statusOf(error)
  setHeaders(ctx, exchange.settings)
  if (exchange.recording) keepError(ctx, exchange.recording, text)
  ctx.length = Buffer.byteLength(text)
  res.end(text)
}

/** Those that describe a body are of another one. One that cannot be sent is left out: nothing is behind this to answer. */
function setErrorHeaders(ctx: Koa.Context, { headers = {} }: HttpError): void {
  for (const [name, value] of Object.entries(headers)) {
    if (/^(content-(type|length|encoding)|transfer-encoding|connection)$/i.test(name)) continue
    try {
      ctx.set(name, value)
    } catch (unsendable) {
      report(ctx, unsendable)
    }
  }
}

/** That it may come again says that nothing was done. */
function keepError(ctx: Koa.Context, recording: Recording, text: string): void {
  if (ctx.response.get('Retry-After')) forget(recording)
  else keep(recording, headOf(ctx, ctx.status), text, '')
}

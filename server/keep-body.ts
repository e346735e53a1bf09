import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import type Koa from 'koa'
import { headOf, keep, keepGap, type Recording } from './recording.js'
import { within } from './within.js'

/** Milliseconds that a streamed body has to be whole; one that takes longer is sent as it comes, and not kept. */
const patience = 250

/** Keeps what a handler answered by itself, through Koa: text, JSON, bytes, and what streams them quickly. */
export async function keepBody(ctx: Koa.Context, recording: Recording): Promise<void> {
  const known = await knownBody(ctx, recording)
  if (known === undefined) return keepGap(recording, 'it is no body that can be kept, or too long or too slow')
  const [text, encoding] = Buffer.isBuffer(known)
    ? [known.toString('base64'), 'base64' as const]
    : [known, 'utf8' as const]
  keep(recording, headOf(ctx, ctx.status, encoding), ...(text ? [text, ''] : ['']))
}

async function knownBody(ctx: Koa.Context, recording: Recording): Promise<string | Buffer | undefined> {
  const body: unknown = ctx.respond === false ? undefined : ctx.response.body
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body
  if (body === null) return ''
  if (body instanceof Readable) return readAhead(ctx, recording, body)
  if (body instanceof ReadableStream) return readAhead(ctx, recording, Readable.fromWeb(body as WebStream))
  if (body instanceof Blob) return body.size <= recording.left ? Buffer.from(await body.arrayBuffer()) : undefined
  const isOther = typeof body === 'object' && (body instanceof Response || 'pipe' in body)
  return isOther ? undefined : JSON.stringify(body)
}

/** The bytes of a stream, if they are there soon; else it is sent on with what was read. */
async function readAhead(ctx: Koa.Context, { left }: Recording, source: Readable): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  const steps = source.iterator() as AsyncIterableIterator<string | Buffer>
  const until = performance.now() + patience
  for (let size = 0; ; ) {
    const pending = steps.next()
    const step = size <= left ? await within(until - performance.now(), pending) : undefined
    if (!step) return sendOn(ctx, chunks, pending, steps)
    if (step.done) break
    const chunk = Buffer.from(step.value as Buffer)
    chunks.push(chunk)
    size += chunk.length
  }
  const whole = Buffer.concat(chunks)
  ctx.body = whole
  return whole
}

function sendOn(
  ctx: Koa.Context,
  chunks: Buffer[],
  pending: Promise<IteratorResult<string | Buffer>>,
  steps: AsyncIterableIterator<string | Buffer>,
): undefined {
  const all = async function* () {
    yield* chunks
    const { done, value } = await pending
    if (done) return
    yield value
    yield* steps
  }
  const length = ctx.response.get('Content-Length')
  // the body that is replaced goes on, but Koa would forget how long it is
  ctx.body = Readable.from(all(), { objectMode: false })
  if (length) ctx.set('Content-Length', length)
}

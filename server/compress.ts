import { type BrotliCompress, constants, createBrotliCompress } from 'node:zlib'
import type Koa from 'koa'
import type { Settings } from './settings.js'

/** Characters that a stream begins with, if it is worth the memory of an encoder, about 600 KB. */
const worth = 1024

/** The window is 2 to this power: what comes again within 256 KB of text costs next to nothing. */
const window = 18

const options = {
  // each write is flushed, so that no event waits for the next
  flush: constants.BROTLI_OPERATION_FLUSH,
  chunkSize: 4096,
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: window },
}

/**
 * What compresses the stream that begins with this text, event by event; undefined if it is sent as it is. As koa-compress
 * has it, the application decides with `ctx.compress`, true or false.
 */
export function encoderFor(ctx: Koa.Context, { compress }: Settings, text: string): BrotliCompress | undefined {
  const wanted: unknown = ctx['compress']
  if (!compress || wanted === false || (text.length < worth && wanted !== true)) return undefined
  if (ctx.response.get('Content-Encoding') || ctx.acceptsEncodings('br', 'identity') !== 'br') return undefined
  ctx.set('Content-Encoding', 'br')
  ctx.vary('Accept-Encoding')
  return createBrotliCompress(options)
}

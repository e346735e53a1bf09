import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy'
import type Koa from 'koa'
import { cutOff, httpError, tooLarge } from './body-errors.js'
import { createContent } from './content.js'
import { findExchange } from './exchange.js'
import { group } from './fields.js'
import { type Files, type Form, tooLarge as fileTooLarge } from './files.js'
import { Refused } from './refused.js'
import type { Limits } from './settings.js'

/**
 * Fields as text, files as `files` takes them while they come; the part `_data` holds the rest as JSON, which holds no
 * files. The first refusal stops the reading.
 */
export async function readMultipart(
  ctx: Koa.Context,
  limits: Required<Limits>,
  files: Files,
): Promise<Record<string, unknown>> {
  const entries: [string, unknown][] = []
  const exchange = findExchange(ctx)
  const content = exchange?.key === undefined ? undefined : createContent()
  const taking: Promise<void>[] = []
  const abort = new AbortController()
  const form: Form = { abortSignal: abort.signal, count: 0 }
  const parser = createParser(ctx, limits, files)
  let size = 0
  let ofFiles = 0
  let current: BusboyFileStream | undefined

  const read = new Promise<void>((resolve, reject) => {
    const stop = (error: unknown) => {
      if (abort.signal.aborted) return
      ctx.req.unpipe(parser).off('data', count)
      abort.abort(error)
      current?.destroy(error as Error)
      reject(error)
    }
    const check = () => {
      const others = files.bytes === undefined ? size : size - ofFiles - (current?.bytesRead ?? 0)
      if (others > limits.bytes) stop(tooLarge(ctx, 'bytes', limits))
    }
    const count = (chunk: Buffer) => {
      // of this chunk it is not known yet what is a file's
      if (files.bytes !== undefined) check()
      size += chunk.length
      if (files.bytes === undefined) check()
    }
    parser.on('field', (name, value) => {
      entries.push([name, value])
      content?.addField(name, value)
    })
    parser.on('file', (field, stream, filename, _encoding, claimed) => {
      ofFiles += current?.bytesRead ?? 0
      current = stream
      stream.on('error', () => {}) // whoever reads it is told
      if (typeof field !== 'string') return void stream.resume()
      stream.on('limit', () => stop(fileTooLarge(field, files.bytes ?? 0)))
      const at = entries.push([field, undefined]) - 1
      const taken = files.take(ctx, { field, filename, claimed, stream }, form).then((value) => {
        entries[at] = [field, value]
      })
      taken.catch(stop)
      taking.push(taken)
      // after whoever takes it: a listener alone would let it flow
      content?.addFile(field, filename, claimed, stream)
    })
    const tooMany = () => stop(tooLarge(ctx, 'fields', limits))
    parser.on('fieldsLimit', tooMany).on('filesLimit', tooMany)
    parser.on('error', () => stop(malformed(ctx)))
    parser.on('finish', () => {
      check()
      resolve()
    })
    ctx.req.on('data', count).pipe(parser)
    ctx.req.once('close', () => {
      if (!ctx.req.complete) stop(cutOff(ctx))
    })
  })
  const fields = () => group(entries.filter(([name, value]) => name !== undefined && value !== undefined))
  try {
    await read
    await Promise.all(taking)
  } catch (error) {
    abort.abort(error)
    if (error instanceof Refused) error.values = fields()
    throw error
  }
  if (exchange) {
    exchange.content = content?.digest()
    exchange.unused = () => abort.abort(new Error('The call was made before, with these files'))
  }
  return fields()
}

function createParser(ctx: Koa.Context, { bytes, fields }: Required<Limits>, files: Files) {
  try {
    return new Busboy({
      headers: ctx.headers as BusboyHeaders,
      limits: { fields, files: fields, fieldSize: bytes, fieldNameSize: 1000, fileSize: files.bytes },
    })
  } catch {
    throw malformed(ctx) // it has no boundary
  }
}

function malformed(ctx: Koa.Context): unknown {
  return httpError(ctx, 400, `The multipart body of ${ctx.method} ${ctx.path} is malformed`)
}

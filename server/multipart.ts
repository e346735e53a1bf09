import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import type Koa from 'koa'
import { cutOff, httpError, tooLarge } from './body-errors.js'
import { group } from './fields.js'
import { observed } from './observed.js'
import type { Limits } from './settings.js'

/** Fields as text, files as `File` in memory; the part `_data` holds the rest as JSON, which holds no files. */
export async function readMultipart(ctx: Koa.Context, limits: Required<Limits>): Promise<Record<string, unknown>> {
  const entries: [string, unknown][] = []
  const files: Promise<void>[] = []
  const parser = createParser(ctx, limits)
  let size = 0
  await new Promise<void>((resolve, reject) => {
    const stop = (error: unknown) => {
      ctx.req.unpipe(parser)
      ctx.req.resume()
      reject(error)
    }
    const count = (chunk: Buffer) => {
      size += chunk.length
      if (size > limits.bytes) stop(tooLarge(ctx, 'bytes', limits))
    }
    parser.on('field', (name, value) => entries.push([name, value]))
    parser.on('file', (name, stream, filename, _encoding, type) => {
      const at = entries.push([name, undefined]) - 1
      const file = buffer(stream as Readable).then((content) => {
        entries[at] = [name, filename || content.length ? new File([content], filename, { type }) : undefined]
      })
      files.push(observed(file))
    })
    const tooMany = () => stop(tooLarge(ctx, 'fields', limits))
    parser.on('fieldsLimit', tooMany).on('filesLimit', tooMany)
    parser.on('error', () => stop(malformed(ctx)))
    parser.on('finish', resolve)
    ctx.req.on('data', count).pipe(parser)
    ctx.req.once('close', () => {
      if (!ctx.req.complete) stop(cutOff(ctx))
    })
  })
  await Promise.all(files)
  return group(entries.filter(([name, value]) => name !== undefined && value !== undefined))
}

function createParser(ctx: Koa.Context, { bytes, fields }: Required<Limits>) {
  try {
    return new Busboy({
      headers: ctx.headers as BusboyHeaders,
      limits: { fields, files: fields, fieldSize: bytes, fieldNameSize: 1000 },
    })
  } catch {
    throw malformed(ctx) // it has no boundary
  }
}

function malformed(ctx: Koa.Context): unknown {
  return httpError(ctx, 400, `The multipart body of ${ctx.method} ${ctx.path} is malformed`)
}

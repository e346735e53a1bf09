import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import { bodyParser } from '@koa/bodyparser'
import type Koa from 'koa'
import { group } from './fields.js'
import { observed } from './observed.js'
import type { Limits } from './settings.js'

/** Reads the data of an unsafe request, under limits; what the application has parsed already is taken as it is. */
export type ReadBody = (ctx: Koa.Context) => Promise<unknown>

export function createReadBody(limits: Required<Limits>): ReadBody {
  const parse = bodyParser({
    enableTypes: ['json', 'text'],
    extendTypes: { text: ['application/x-www-form-urlencoded'] },
    parsedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
    jsonLimit: limits.bytes,
    textLimit: limits.bytes,
  })
  return async (ctx) => {
    const { request } = ctx
    if (ctx.req.readableDidRead || (request.body !== undefined && !ctx.is('multipart'))) return request.body
    if (ctx.req.destroyed) throw cutOff(ctx)
    if (ctx.is('multipart/form-data')) {
      request.body = await readMultipart(ctx, limits)
      return request.body
    }
    try {
      await parse(ctx as never, async () => {})
    } catch (error) {
      throw refused(ctx, error, limits)
    }
    if (ctx.is('application/x-www-form-urlencoded')) {
      request.body = group(new URLSearchParams(request.body as unknown as string))
    }
    return request.body
  }
}

function refused(ctx: Koa.Context, error: unknown, limits: Required<Limits>): unknown {
  const { type, status, code = '' } = error as { type?: string; status?: number; code?: string }
  if (type === 'entity.too.large') return tooLarge(ctx, `more than ${limits.bytes} bytes`, 'bytes')
  if ((status && status < 500) || code.startsWith('Z_'))
    return httpError(ctx, 400, `The body of ${ctx.method} ${ctx.path} is not the JSON object it says it is`)
  return error
}

function tooLarge(ctx: Koa.Context, what: string, limit: keyof Limits): unknown {
  return httpError(
    ctx,
    413,
    `The body of ${ctx.method} ${ctx.path} has ${what}; limits.${limit} of the action allows no more`,
  )
}

/** What was sent of it is lost; an action must not run as if nothing had been. */
function cutOff(ctx: Koa.Context): unknown {
  return httpError(ctx, 400, `The body of ${ctx.method} ${ctx.path} was cut off`)
}

function httpError(ctx: Koa.Context, status: number, message: string): unknown {
  try {
    ctx.throw(status, message)
  } catch (error) {
    return error
  }
}

/** Fields as text, files as `File` in memory; the part `_data` holds the rest as JSON, which holds no files. */
async function readMultipart(ctx: Koa.Context, limits: Required<Limits>): Promise<Record<string, unknown>> {
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
      if (size > limits.bytes) stop(tooLarge(ctx, `more than ${limits.bytes} bytes`, 'bytes'))
    }
    parser.on('field', (name, value) => entries.push([name, value]))
    parser.on('file', (name, stream, filename, _encoding, type) => {
      const at = entries.push([name, undefined]) - 1
      const file = buffer(stream as Readable).then((content) => {
        entries[at] = [name, filename || content.length ? new File([content], filename, { type }) : undefined]
      })
      files.push(observed(file))
    })
    const tooMany = () => stop(tooLarge(ctx, `more than ${limits.fields} fields`, 'fields'))
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

import { bodyParser } from '@koa/bodyparser'
import type Koa from 'koa'
import { cutOff, httpError, tooLarge } from './body-errors.js'
import { bodyIs, hasBody } from './body-type.js'
import { discard } from './discard.js'
import { group } from './fields.js'
import { createFiles, type Files } from './files.js'
import { readMultipart } from './multipart.js'
import type { Limits } from './settings.js'
import { unspool } from './spool.js'

/** Reads the data of an unsafe request, under limits; what the application has parsed already is taken as it is. */
export type ReadBody = (ctx: Koa.Context) => unknown

const form = 'application/x-www-form-urlencoded'
const json = 'application/json'
const types = [json, '+json', form, 'multipart/form-data']

export function createReadBody(limits: Required<Limits>, files: Files = createFiles(undefined, limits)): ReadBody {
  const parsedMethods = ['POST', 'PUT', 'PATCH', 'DELETE']
  // the type is known by then; the parser's own check takes time, and knows few of the types that end in +json
  const parseJson = bodyParser({
    parsedMethods,
    enableTypes: ['json'],
    detectJSON: () => true,
    jsonLimit: limits.bytes,
  })
  const parseForm = bodyParser({
    parsedMethods,
    enableTypes: ['text'],
    extendTypes: { text: [form] },
    textLimit: limits.bytes,
  })
  return (ctx) => {
    const { request } = ctx
    if (!hasBody(ctx)) return request.body
    if (ctx.req.readableDidRead) return unspool(ctx, limits, files)
    if (request.body !== undefined && !bodyIs(ctx, ['multipart'])) return request.body
    if (ctx.req.destroyed) throw cutOff(ctx)
    return read(ctx).catch((error) => {
      discard(ctx)
      throw error
    })
  }

  async function read(ctx: Koa.Context): Promise<unknown> {
    const { request } = ctx
    // what pages send needs no look at the other types
    const type = ctx.req.headers['content-type'] === json ? json : bodyIs(ctx, types)
    if (!type) {
      ctx.throw(
        415,
        `${ctx.method} ${ctx.path}: an action takes JSON or a form, not ${ctx.get('Content-Type') || 'a body without a type'}`,
      )
    }
    if (type === 'multipart/form-data') {
      request.body = await readMultipart(ctx, limits, files)
      return request.body
    }
    try {
      await (type === form ? parseForm : parseJson)(ctx as never, async () => {})
    } catch (error) {
      throw refused(ctx, error, limits)
    }
    if (type === form) request.body = group(new URLSearchParams(request.body as unknown as string))
    return request.body
  }
}

function refused(ctx: Koa.Context, error: unknown, limits: Required<Limits>): unknown {
  const { type, status, code = '' } = error as { type?: string; status?: number; code?: string }
  if (type === 'entity.too.large') return tooLarge(ctx, 'bytes', limits)
  if (type?.startsWith('request.')) return cutOff(ctx)
  // zlib's errors have no status
  if ((status && status < 500) || code.startsWith('Z_')) {
    return httpError(
      ctx,
      400,
      `The body of ${ctx.method} ${ctx.path} is not the ${ctx.get('Content-Type')} that it says it is`,
    )
  }
  return error
}

import type { Http2ServerRequest } from 'node:http2'
import type Koa from 'koa'

/** HTTP/1 tells by headers that there is a body; HTTP/2, which need not say how long it is, by its stream. */
export function hasBody({ req }: Koa.Context): boolean {
  const { 'transfer-encoding': chunked, 'content-length': length } = req.headers
  if (isUnmeasured(req)) return !(req as unknown as Http2ServerRequest).stream.endAfterHeaders
  return chunked !== undefined || (length ?? '0') !== '0'
}

/** Which of these types a body says it is. As `ctx.is`, which knows a body only by the headers of HTTP/1. */
export function bodyIs(ctx: Koa.Context, types: string[]): string | false | null {
  const { req, request } = ctx
  if (!isUnmeasured(req)) return request.is(types)
  return request.is.call({ req: { headers: { ...req.headers, 'transfer-encoding': 'chunked' } } }, types)
}

function isUnmeasured({ httpVersionMajor, headers }: Koa.Context['req']): boolean {
  return httpVersionMajor > 1 && headers['content-length'] === undefined
}

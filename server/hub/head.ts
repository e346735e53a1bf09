import type Koa from 'koa'
import { exchangeOf } from '../exchange.js'
import { setStreamHeaders } from '../headers.js'
import { fields } from '../vary.js'

/**
 * Sends the head of a stream, and its first events. Node keeps headers that are set one by one for as long as it is open:
 * half a kilobyte.
 */
export function begin(ctx: Koa.Context, isShared: boolean, events: string): void {
  const { res } = ctx
  const { settings } = exchangeOf(ctx)
  const { version, heartbeat } = settings
  ctx.respond = false
  res.statusCode = 200
  if (res.getHeaderNames().length > 0) {
    setStreamHeaders(ctx, settings)
    if (!isShared) res.setHeader('Hyper-Shared', '0')
  } else
    res.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Hyper-Answer': '1',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      Vary: fields,
      'Hyper-Heartbeat': heartbeat,
      ...(version !== undefined && { 'Hyper-Version': version }),
      ...(!isShared && { 'Hyper-Shared': '0' }),
    })
  // what goes to the socket itself comes behind the head
  res.write(events)
}

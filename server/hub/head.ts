import type Koa from 'koa'
import { exchangeOf } from '../exchange.js'
import { setStreamHeaders } from '../headers.js'
import { callFields } from '../vary.js'

/** Sends the headers of a stream. Node keeps those that are set one by one as long as it is open: a kilobyte. */
export function sendHead(ctx: Koa.Context, isShared: boolean): void {
  const { res } = ctx
  const { settings } = exchangeOf(ctx)
  const { version, heartbeat } = settings
  const own = isShared ? {} : { 'Hyper-Shared': '0' }
  if (res.getHeaderNames().length > 0) {
    setStreamHeaders(ctx, settings)
    res.writeHead(200, own)
  } else {
    res.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Hyper-Answer': '1',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      Vary: callFields,
      'Hyper-Heartbeat': heartbeat,
      ...(version !== undefined && { 'Hyper-Version': version }),
      ...own,
    })
  }
  // written by themselves the headers become one text; joined with what follows they stay a tree of their pieces
  res.flushHeaders()
}

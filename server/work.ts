import type Koa from 'koa'
import { abort, type Exchange } from './exchange.js'
import { cancelled } from './lost.js'
import type { Outlet } from './outlet.js'
import { within } from './within.js'

export interface CloseOptions {
  /** Milliseconds to wait for what still runs; then its `abortSignal` aborts, and nobody waits for it. Default 10000. */
  timeout?: number
}

/** The exchanges that are under way. */
export interface Work {
  readonly exchanges: Set<Exchange>
  /** Ends the live streams of each hub, and tells their pages to come back. */
  readonly hubs: Set<() => Promise<unknown>>
  isClosing: boolean
  /** Told when the last one has ended. */
  idle: (() => void) | undefined
}

export function createWork(): Work {
  return { exchanges: new Set(), hubs: new Set(), isClosing: false, idle: undefined }
}

/** A stream that may be cut off while the process is closing, and as soon as it does. */
export function mayRetreat(exchange: Exchange, outlet: Outlet): void {
  exchange.outlet = outlet
  if (exchange.settings.work.isClosing) outlet.retreat()
}

/** The middleware is done with an exchange; its stream may go on. */
export function ended(work: Work, ctx: Koa.Context, exchange: Exchange): void {
  const { streaming } = exchange
  if (streaming) void streaming.then(() => leave(work, ctx, exchange))
  else if (work.isClosing) void leave(work, ctx, exchange)
  else work.exchanges.delete(exchange)
}

async function leave(work: Work, { res }: Koa.Context, exchange: Exchange): Promise<void> {
  // a process that ends now would cut off what is still being sent
  if (work.isClosing && !res.closed) await new Promise((resolve) => res.once('close', resolve))
  work.exchanges.delete(exchange)
  if (work.exchanges.size === 0) work.idle?.()
}

/** Sends the clients of GET streams away, and waits for all else. Gives how many had not ended in time. */
export async function finish(work: Work, timeout: number): Promise<number> {
  const { exchanges, hubs } = work
  work.isClosing = true
  for (const { outlet } of exchanges) outlet?.retreat()
  await within(timeout, Promise.all(Array.from(hubs, (leave) => leave())))
  if (exchanges.size === 0) return 0
  let timer: NodeJS.Timeout | undefined
  await new Promise<void>((resolve) => {
    work.idle = resolve
    timer = setTimeout(resolve, timeout)
  })
  clearTimeout(timer)
  for (const exchange of exchanges) {
    abort(exchange, cancelled())
    exchange.stop?.()
  }
  return exchanges.size
}

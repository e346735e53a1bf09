import type Koa from 'koa'
import type { AnyItem, Exchange } from './exchange.js'
import type { ClearToasts } from './items/clear-toasts.js'
import type { Toast } from './items/toast.js'
import { stringify } from './json.js'
import { clearStored, fromStored, loadToasts, storeToasts } from './toast-store.js'
import type { ToastData } from './wire.js'

/** Keeps the toasts of these items for the next page, behind those that are still waiting for one. */
export function keepToasts(ctx: Koa.Context, exchange: Exchange, items: readonly AnyItem[]): void {
  if (!items.some(({ kind }) => kind === 'toast')) return
  storeToasts(ctx, withItems(exchange, exchange.toasts ? [] : loadToasts(ctx), items))
}

/** The toasts for the page that is rendered now, kept ones and queued ones; they wait for no other page any more. */
export function takeToasts(ctx: Koa.Context, exchange: Exchange): ToastData[] {
  if (ctx.headerSent || isInAdvance(ctx)) return []
  if (!exchange.toasts) {
    exchange.toasts = loadToasts(ctx)
    clearStored(ctx)
  }
  // those of a call that an action answers go with the answer
  if (!exchange.call || !exchange.ran) {
    exchange.toasts = withItems(exchange, exchange.toasts, [...exchange.before, ...exchange.queued])
    exchange.before = exchange.before.filter((item) => !isToast(item))
    exchange.queued = exchange.queued.filter((item) => !isToast(item))
  }
  return [...exchange.toasts]
}

/** What the browser, or a visit, fetches in advance may never be shown. */
function isInAdvance(ctx: Koa.Context): boolean {
  return ctx.get('Sec-Purpose').startsWith('prefetch') || ctx.get('Hyper-Visit') === 'prefetch'
}

export function isToast(item: AnyItem): item is Toast | ClearToasts {
  return item.kind === 'toast' || item.kind === 'clear-toasts'
}

/** With the toasts of the items behind them, and without those that an item clears. As JSON, like all that is sent. */
function withItems({ settings }: Exchange, before: readonly ToastData[], items: readonly AnyItem[]): ToastData[] {
  let toasts = [...before]
  for (const { kind, data } of items) {
    if (kind === 'toast') toasts.push(...fromStored([JSON.parse(stringify(data, settings.json))], true))
    if (kind === 'clear-toasts') toasts = toasts.filter(({ level }) => data.level && level !== data.level)
  }
  return toasts
}

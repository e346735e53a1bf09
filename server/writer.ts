import { STATUS_CODES } from 'node:http'
import type Koa from 'koa'
import type { AnyItem, Exchange } from './exchange.js'
import { type Elements, textOf } from './items/elements.js'
import { stringify } from './json.js'
import { refuseLeaving } from './origin.js'
import { type HttpError, report } from './report.js'
import { type Kind, terminal } from './wire.js'

/** Gathers an answer's events as text, in the order WIRE asks for, until it is taken. */
export interface Writer {
  /** A terminal item, the end or an error was written: nothing more is. */
  readonly closed: boolean
  /** Nothing was written but, perhaps, the `end`. */
  readonly empty: boolean
  /** Writes what was queued before the handler ran. */
  open(): Promise<void>
  /** Writes one item; a promise if its markup is still to come. */
  write(item: AnyItem): Promise<void> | undefined
  /** Writes what was queued since the handler ran, then `end`. */
  close(): Promise<void>
  fail(error: HttpError): void
  statusOf(error: HttpError): number
  take(): string
}

export function createWriter(ctx: Koa.Context, exchange: Exchange): Writer {
  let text = ''
  let empty = true
  let closed = false
  const chosen = new Set<Kind>()

  const put = (kind: Kind, data: object) => {
    text += event(kind, data)
    empty = false
  }
  const event = (kind: Kind, data: object) => `event: ${kind}\ndata: ${stringify(data, exchange.settings.json)}\n\n`

  const toasts = () => {
    const waiting = [...exchange.before, ...exchange.queued]
    exchange.before = []
    exchange.queued = []
    for (const { kind, data } of waiting) if (kind === 'toast' || kind === 'clear-toasts') put(kind, data)
  }

  const writeAll = async (items: AnyItem[]) => {
    for (let item = items.shift(); item; item = items.shift()) await writer.write(item)
  }

  const writer: Writer = {
    get closed() {
      return closed
    },
    get empty() {
      return empty
    },
    async open() {
      await writeAll(exchange.before)
      chosen.clear()
    },
    write(item) {
      if (closed) return undefined
      refuseLeaving(ctx, item)
      if (item.kind === 'elements') return writeElements(item)
      if (terminal.has(item.kind)) {
        toasts()
        closed = true
      }
      if (item.kind === 'errors' && ctx.status === 200 && !ctx.headerSent) ctx.status = 422
      if (item.kind === 'title' || item.kind === 'url') chosen.add(item.kind)
      put(item.kind, item.data)
      return undefined
    },
    async close() {
      if (closed) return
      // what the items chose wins over what middleware queued
      exchange.queued = exchange.queued.filter(({ kind }) => !chosen.has(kind))
      await writeAll(exchange.queued)
      if (closed) return
      text += event('end', {})
      closed = true
    },
    fail(error) {
      if (closed) return
      closed = true
      try {
        toasts()
      } catch (unsendable) {
        report(ctx, unsendable)
      }
      const { expose, message } = error
      put('error', {
        status: writer.statusOf(error),
        id: exchange.call?.id ?? '',
        ...(expose && message && { message }),
      })
    },
    statusOf({ status, statusCode }) {
      const code = status ?? statusCode
      return typeof code === 'number' && code >= 400 && code in STATUS_CODES ? code : 500
    },
    take() {
      const taken = text
      text = ''
      return taken
    },
  }

  const writeElements = (item: Elements): Promise<void> | undefined => {
    const { markup } = item.data
    const place = (resolved: unknown) =>
      put('elements', {
        ...(exchange.target !== undefined && { target: exchange.target }),
        ...(exchange.swap !== undefined && { swap: exchange.swap }),
        ...item.data,
        markup: textOf(resolved),
      })
    if (typeof markup === 'string') return void place(markup)
    return markup.then(place)
  }

  return writer
}

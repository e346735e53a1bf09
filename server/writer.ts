import { STATUS_CODES } from 'node:http'
import type Koa from 'koa'
import type { AnyItem, Exchange } from './exchange.js'
import { type Checkpoint, cursorOf } from './items/checkpoint.js'
import type { ClearToasts } from './items/clear-toasts.js'
import { type Elements, textOf } from './items/elements.js'
import { deepest, type Switch } from './items/switch-to.js'
import type { Toast } from './items/toast.js'
import { stringify } from './json.js'
import { Lost } from './lost.js'
import { refuseLeaving } from './origin.js'
import { patched } from './patched.js'
import { pull } from './pull.js'
import { type HttpError, report } from './report.js'
import { isToast, keepToasts } from './toasts.js'
import { type ErrorsData, type Kind, terminal } from './wire.js'

/** Gathers an answer's events as text, in the order WIRE asks for, until it is taken. */
export interface Writer {
  readonly ctx: Koa.Context
  readonly exchange: Exchange
  text: string
  /** Nothing was written but, perhaps, the `end`. */
  empty: boolean
  /** A terminal item, the end or an error was written: nothing more is. */
  closed: boolean
  /** Toasts in the text. */
  toasts: (Toast | ClearToasts)[]
  /** Toasts can still be kept for the next page: the headers and the session can be changed. */
  keeps: boolean
  /** Kinds that the handler's items chose, which wins over what middleware queued. */
  chosen: Kind[]
}

export function createWriter(ctx: Koa.Context, exchange: Exchange): Writer {
  return { ctx, exchange, text: '', empty: true, closed: false, toasts: [], keeps: true, chosen: [] }
}

/** Writes what was queued before the handler ran. */
export async function writeBefore(writer: Writer): Promise<void> {
  await writeAll(writer, writer.exchange.before)
  writer.chosen = []
}

/** Writes what was queued since, and last what is to end the answer; what the items chose wins. */
export async function writeQueued(writer: Writer): Promise<void> {
  const { exchange, chosen } = writer
  if (writer.closed) return
  exchange.queued = exchange.queued.filter(({ kind }) => !chosen.includes(kind === 'patch-url' ? 'url' : kind))
  await writeAll(writer, exchange.queued)
  if (exchange.final) await write(writer, exchange.final)
}

/** Writes `end`, unless something else has ended the answer. */
export function closeWriter(writer: Writer): void {
  if (!writer.closed) writer.text += end
  writer.closed = true
}

/** Writes one item; a promise if its markup is still to come. */
export function write(writer: Writer, item: AnyItem): Promise<void> | undefined {
  if (writer.closed) return undefined
  const { ctx, exchange } = writer
  if (item.kind === 'patch-url') return writeAllOf(writer, patched(ctx, exchange, item))
  refuseLeaving(ctx, item)
  const { kind } = item
  if (kind === 'elements') return writeElements(writer, item)
  if (terminal.has(kind)) {
    if (kind === 'redirect' || kind === 'reload' || kind === 'visit') keepForNext(writer)
    writeToasts(writer)
    writer.closed = true
  }
  if (writer.keeps && isToast(item)) writer.toasts.push(item)
  if (kind === 'errors' && isRefusal(item.data) && ctx.status === 200 && !ctx.headerSent) ctx.status = 422
  if (/^(title|url|focus|scroll)$/.test(kind)) writer.chosen.push(kind)
  put(writer, kind, kind === 'switch' ? deeper(ctx, item.data) : item.data)
  return undefined
}

async function writeAllOf(writer: Writer, returned: Promise<unknown>): Promise<void> {
  for await (const item of pull(await returned)) await write(writer, item)
}

/** The page counts the hand-overs of a call; so do we, as two actions may hand it to each other for ever. */
function deeper(ctx: Koa.Context, data: Switch['data']): Switch['data'] {
  const depth = Math.max(Number(ctx.get('Hyper-Depth')) || 0, 0) + 1
  if (depth > deepest)
    throw new TypeError(`switchTo("${data.action}"): ${deepest} hand-overs of one call are the limit; is it a loop?`)
  return { ...data, depth }
}

/** Errors that only take others away refuse nothing. */
function isRefusal({ fields, only }: ErrorsData): boolean {
  return !only || Object.keys(fields).length > 0
}

/** Writes that it failed, after the toasts that were queued and what the application has to say to it. */
export function failWriter(writer: Writer, error: HttpError, items: readonly AnyItem[] = []): void {
  if (writer.closed) return
  const { ctx, exchange } = writer
  const attempt = (step: () => unknown) => {
    try {
      step()
    } catch (unsendable) {
      report(ctx, unsendable)
    }
  }
  attempt(() => writeToasts(writer))
  for (const item of items) attempt(() => write(writer, item))
  if (writer.closed) return
  writer.closed = true
  const { expose, message } = error
  put(writer, 'error', {
    status: statusOf(error),
    id: exchange.call?.id ?? '',
    ...(expose && message && { message: String(message) }),
    ...(error instanceof Lost && { reason: error.reason }),
  })
}

export function statusOf({ status, statusCode }: HttpError): number {
  const code = status ?? statusCode
  return typeof code === 'number' && code >= 400 && code in STATUS_CODES ? code : 500
}

export function takeText(writer: Writer): string {
  const { text } = writer
  writer.text = ''
  return text
}

const end = 'event: end\ndata: {}\n\n'

function put(writer: Writer, kind: Kind, data: object): void {
  writer.text += textFor(writer, kind, data)
  writer.empty = false
}

function textFor({ exchange }: Writer, kind: Kind, data: object): string {
  const id = kind === 'checkpoint' ? `id: ${cursorOf(data as Checkpoint['data'])}\n` : ''
  // what failed may be the application's replacer
  const json = kind === 'error' ? undefined : exchange.settings.json
  return `event: ${kind}\n${id}data: ${stringify(data, json)}\n\n`
}

/** The page is about to be left: its toasts would only flash. */
function keepForNext(writer: Writer): void {
  const { ctx, exchange, toasts } = writer
  if (!writer.keeps) return
  for (const { kind, data } of toasts) writer.text = writer.text.replace(textFor(writer, kind, data), '')
  keepToasts(ctx, exchange, [...toasts, ...exchange.before, ...exchange.queued])
  exchange.before = []
  exchange.queued = []
}

/** What is written leaves the list, so that it is not written again when a later one fails. */
async function writeAll(writer: Writer, items: AnyItem[]): Promise<void> {
  for (let item = items.shift(); item; item = items.shift()) await write(writer, item)
}

function writeToasts(writer: Writer): void {
  const { exchange } = writer
  const waiting = [...exchange.before, ...exchange.queued]
  exchange.before = []
  exchange.queued = []
  for (const item of waiting) if (isToast(item)) put(writer, item.kind, item.data)
}

function writeElements(writer: Writer, { data }: Elements): Promise<void> | undefined {
  const { target, swap, select } = writer.exchange
  if (data.focus !== undefined) writer.chosen.push('focus')
  if (data.scroll !== undefined) writer.chosen.push('scroll')
  if (typeof data.markup === 'string' && !target && !swap && !select) {
    put(writer, 'elements', data)
    return undefined
  }
  const place = (markup: string) => {
    const chosen = Object.entries({ target, swap, select }).filter(([, value]) => value !== undefined)
    put(writer, 'elements', { ...Object.fromEntries(chosen), ...data, markup })
  }
  if (typeof data.markup !== 'string') return data.markup.then((markup) => place(textOf(markup)))
  place(data.markup)
  return undefined
}

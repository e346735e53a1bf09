import type { AnyItem } from '../exchange.js'
import { type Flat, flatten } from '../flatten.js'
import { isItem } from '../item.js'
import { type Elements, type ElementsOptions, elements, textOf } from '../items/elements.js'
import { type JsonReplacer, stringify } from '../json.js'
import { pull } from '../pull.js'
import type { Returned } from '../returned.js'
import type { Kind, Kinds } from '../wire.js'

/** Bytes for many connections: as they are, and as a chunk of HTTP/1.1, which need not be framed again for each. */
export interface Frame {
  readonly bytes: Buffer
  readonly chunk: Buffer
}

export function frameOf(text: string): Frame {
  const head = `${Buffer.byteLength(text).toString(16)}\r\n`
  const chunk = Buffer.from(`${head}${text}\r\n`)
  return { bytes: chunk.subarray(head.length, -2), chunk }
}

/** The text of a frame whose last event says up to where the page has everything then. */
export function framed(text: string, cursor: string): string {
  // the id may follow the data of an event: it ends with an empty line
  return `${text.slice(0, -1)}id: ${cursor}\n\n`
}

export function eventOf<K extends Kind>(kind: K, data: Kinds[K], json?: JsonReplacer): string {
  return `event: ${kind}\ndata: ${stringify(data, json)}\n\n`
}

/** What tells how one call goes on means nothing to all pages. */
const ofCalls: readonly string[] = ['checkpoint', 'progress', 'switch', 'stop', 'end', 'error'] satisfies Kind[]

/**
 * The events of items, as text; '' for none. A promise only if something in them is one.
 *
 * @throws TypeError for what is no item, and for items that are about a call.
 */
export function eventsOf(items: Returned, json: JsonReplacer | undefined): string | Promise<string> {
  const flat = flatten(items, 'A hub was given')
  return flat.every(isReady) ? flat.map((item) => textFor(item, json)).join('') : gathered(flat, json)
}

async function gathered(flat: readonly Flat[], json: JsonReplacer | undefined): Promise<string> {
  let text = ''
  for await (const item of pull(flat)) {
    const { kind, data } = item
    text += textFor(kind === 'elements' ? elements(textOf(await data.markup), withoutMarkup(data)) : item, json)
  }
  return text
}

function isReady(entry: Flat): entry is AnyItem {
  return (
    isItem(entry) && !((entry as AnyItem).kind === 'elements' && (entry as Elements).data.markup instanceof Promise)
  )
}

function withoutMarkup({ markup: _markup, ...options }: Elements['data']): ElementsOptions {
  return options
}

function textFor({ kind, data }: AnyItem, json: JsonReplacer | undefined): string {
  if (kind === 'patch-url' || ofCalls.includes(kind))
    throw new TypeError(`A ${kind} item answers a call; it cannot be pushed to pages that made none`)
  return eventOf(kind, data as Kinds[Kind], json)
}

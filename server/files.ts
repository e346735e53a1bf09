import { addAbortSignal, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type Koa from 'koa'
import type { ActionContext } from './action-context.js'
import { isItem } from './item.js'
import type { Errors } from './items/errors.js'
import { observed } from './observed.js'
import { Refused } from './refused.js'
import { safeName } from './safe-name.js'
import type { Limits } from './settings.js'
import { enough, isAllowed, kindOf } from './sniff.js'
import { Upload, writeTemporary } from './upload.js'

/** A file while it is being sent. */
export interface IncomingFile {
  /** The name of its field, or its path in the data: `photo`, `items.0.photo`. */
  readonly field: string
  /** What the file is called, made harmless: for showing, never for a path or a key. */
  readonly name: string
  /** What its first bytes say that it is, or the browser where they say nothing. */
  readonly type: string
  /** Its bytes. It fails when the file turns out too large, or the client leaves. */
  readonly stream: Readable
  /** Aborts when any part of the upload is refused or the client leaves, also after this file has been taken. */
  readonly abortSignal: AbortSignal
}

/** Takes a file as it comes; what it gives stands for the file in the input. `errors(…)` refuses the upload. */
export type FileSink = (file: IncomingFile, ctx: ActionContext) => unknown

export interface FilesOptions {
  /** How many files a call may bring. Default 10. */
  count?: number
  /** Bytes of each file. Default: `limits.bytes`. */
  bytes?: number
  /**
   * What files may be: `image/png`, `image/*`, `text/csv`. Their first bytes decide, not their name; what has no mark
   * of its own has to be named in full. Default: anything.
   */
  types?: readonly string[]
  /**
   * Where they go: `memory` gives a `File`, `disk` an `Upload`, and a function what it returns. Default `memory`.
   */
  store?: 'memory' | 'disk' | FileSink
}

/** A file as the form brought it. */
export interface Part {
  readonly field: string
  readonly filename: string | undefined
  readonly claimed: string
  readonly stream: Readable
}

/** What a form's files have in common. */
export interface Form {
  readonly abortSignal: AbortSignal
  /** Files that were sent so far. */
  count: number
}

/** How files are taken. */
export interface Files {
  /** Bytes of each, if they count on their own and not as bytes of the body. */
  readonly bytes: number | undefined
  /** What stands for the file; undefined for a file field that was left empty. */
  readonly take: (ctx: Koa.Context, part: Part, form: Form) => Promise<unknown>
}

/** @throws TypeError for options that no file could meet. */
export function checkFiles({ count, bytes, types }: FilesOptions): void {
  for (const [name, value] of Object.entries({ count, bytes })) {
    if (value !== undefined && !(value >= 0)) throw new TypeError(`action(): files.${name} is ${value}; give a number`)
  }
  for (const type of types ?? []) {
    if (/^[\w.+-]+\/([\w.+-]+|\*)$/.test(type)) continue
    throw new TypeError(`action(): files.types has ${JSON.stringify(type)}; write it as image/png or image/*`)
  }
}

/** How an action's files are taken: by its options, or into memory, where they count as the body does. */
export function createFiles(options: FilesOptions | undefined, limits: Required<Limits>): Files {
  if (!options) return { bytes: undefined, take: takeAnything }
  const { bytes = limits.bytes, types, store = 'memory' } = options
  const count = countOf(options)
  const put = store === 'memory' ? toMemory : store === 'disk' ? toDisk : store
  const total = limits.bytes + count * bytes

  const take = async (ctx: Koa.Context, part: Part, form: Form): Promise<unknown> => {
    const { field, filename } = part
    const { head, chunks, rest } = await peek(part.stream)
    if (!filename && head.length === 0) return undefined
    if (++form.count > count) throw tooMany(field, count)
    const kind = kindOf(head, part.claimed)
    if (types && !isAllowed(kind, types)) throw refuse(415, field, `Only ${types.join(', ')}`)
    if ((ctx.request.length ?? 0) > total) throw tooLarge(field, bytes)

    const { abortSignal } = form
    const stream = addAbortSignal(abortSignal, Readable.from(rest, { objectMode: false }))
    const failed = observed(new Promise<never>((_resolve, reject) => stream.once('error', reject)))
    const file: IncomingFile = { field, name: safeName(filename), type: kind.type, stream, abortSignal }
    const taken = await Promise.race([failed, put(file, ctx as unknown as ActionContext)])
    // a sink may have had enough of it
    stream.destroy()
    void chunks.return?.().then(() => part.stream.resume())
    if (isErrors(taken)) throw new Refused(422, taken.data.fields)
    return taken
  }
  return { bytes, take }
}

export function countOf({ count = 10 }: FilesOptions): number {
  return count
}

export function tooMany(field: string, count: number): Refused {
  return refuse(413, field, count === 1 ? 'Only one file' : `At most ${count} files`)
}

export function tooLarge(field: string, bytes: number): Refused {
  return refuse(413, field, `Larger than ${textOf(bytes)}`)
}

function refuse(status: number, field: string, why: string): Refused {
  return new Refused(status, { [field.replace(/\[\]$/, '')]: [why] })
}

function isErrors(value: unknown): value is Errors {
  return typeof value === 'object' && value !== null && isItem(value) && value.kind === 'errors'
}

async function takeAnything(_ctx: Koa.Context, { filename, claimed, stream }: Part): Promise<File | undefined> {
  const content = await buffer(stream)
  return filename || content.length > 0 ? new File([content], safeName(filename), { type: claimed }) : undefined
}

async function toMemory({ name, type, stream }: IncomingFile): Promise<File> {
  return new File([await buffer(stream)], name, { type })
}

async function toDisk({ name, type, stream }: IncomingFile, ctx: ActionContext): Promise<Upload> {
  return new Upload({ name, type, ...(await writeTemporary(ctx as unknown as Koa.Context, stream)) })
}

/** The first bytes of a stream, and all of them again. */
async function peek(stream: Readable) {
  // the parser waits for the end of a part, so nobody may close it before
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>
  let head = Buffer.alloc(0)
  for (let step = await chunks.next(); !step.done; step = await chunks.next()) {
    head = Buffer.concat([head, step.value])
    if (head.length >= enough) break
  }
  const rest = async function* () {
    if (head.length > 0) yield head
    yield* chunks
  }
  return { head, chunks, rest: rest() }
}

function textOf(bytes: number): string {
  const [size, unit] = bytes < 2 ** 20 ? [bytes / 2 ** 10, 'KB'] : [bytes / 2 ** 20, 'MB']
  return `${Number(size.toFixed(1))} ${unit}`
}

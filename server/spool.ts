import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type Koa from 'koa'
import { tooLarge as bodyTooLarge } from './body-errors.js'
import { countOf, createFiles, type Files, type FilesOptions, type Part, tooLarge, tooMany } from './files.js'
import { isRecord } from './input.js'
import { Refused } from './refused.js'
import type { Limits } from './settings.js'
import { writeTemporary } from './upload.js'

/** A file that came before it was known which action its form is for. A class, as no JSON can pass for it. */
class Spooled {
  readonly part: Omit<Part, 'stream'>
  readonly path: string
  readonly size: number

  constructor(part: Part, { path, size }: { path: string; size: number }) {
    this.part = part
    this.path = path
    this.size = size
  }
}

/**
 * Keeps a form's files on disk, within the widest limits of all actions it may be for, until one of them takes them.
 * Without an action that says what files it takes, they go into memory, as part of the body.
 */
export function spooled(all: readonly FilesOptions[], limits: Required<Limits>): Files {
  if (all.length === 0) return createFiles(undefined, limits)
  const count = Math.max(...all.map(countOf))
  return {
    bytes: Math.max(...all.map(({ bytes = limits.bytes }) => bytes)),
    async take(ctx, part, form) {
      const kept = await writeTemporary(ctx, part.stream)
      if (!part.filename && kept.size === 0) return undefined
      if (++form.count > count) throw tooMany(part.field, count)
      return new Spooled(part, kept)
    },
  }
}

/** The body that was read, with its files where the action wants them. */
export async function unspool(ctx: Koa.Context, limits: Required<Limits>, files: Files): Promise<unknown> {
  const { body } = ctx.request
  if (!isRecord(body)) return body
  const form = { abortSignal: new AbortController().signal, count: 0 }
  let size = 0
  const place = async (name: string, value: unknown): Promise<unknown> => {
    if (!(value instanceof Spooled || value instanceof File)) return value
    size += value.size
    const { part, open } = value instanceof File ? inMemory(name, value) : onDisk(value)
    if (files.bytes !== undefined && value.size > files.bytes) throw tooLarge(part.field, files.bytes)
    if (files.bytes === undefined && size > limits.bytes) throw bodyTooLarge(ctx, 'bytes', limits)
    if (files.bytes === undefined && value instanceof File) return value
    return files.take(ctx, { ...part, stream: await open() }, form)
  }
  try {
    for (const [name, value] of Object.entries(body)) {
      body[name] = Array.isArray(value)
        ? await Promise.all(value.map((each) => place(name, each)))
        : await place(name, value)
    }
  } catch (error) {
    if (error instanceof Refused) error.values = body
    throw error
  }
  return body
}

function onDisk({ part, path }: Spooled) {
  return { part, open: async () => createReadStream(path) }
}

/** A file that actions which say nothing about files, of another table, have read before. */
function inMemory(field: string, file: File) {
  return {
    part: { field, filename: file.name, claimed: file.type },
    open: async () => Readable.from([Buffer.from(await file.arrayBuffer())], { objectMode: false }),
  }
}

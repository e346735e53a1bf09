import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { constants, copyFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type Koa from 'koa'
import { observed } from './observed.js'
import { whenOver } from './over.js'

/** What is known of a file that was written to disk. */
export interface UploadFacts {
  readonly name: string
  readonly type: string
  readonly size: number
  readonly path: string
}

/**
 * A file on disk, of an action with `files: { store: 'disk' }`. It is a class so that a schema can ask for it,
 * `z.instanceof(Upload)`, and that no JSON can pass for one.
 */
export class Upload {
  /** What the file was called, made harmless: for showing, never for a path. */
  readonly name: string
  /** What its first bytes say that it is, or the browser where they say nothing. */
  readonly type: string
  /** In bytes. */
  readonly size: number
  #path: string

  constructor({ name, type, size, path }: UploadFacts) {
    this.name = name
    this.type = type
    this.size = size
    this.#path = path
  }

  /** Where it is: a temporary file that only this process's user can read, until it is moved. */
  get path(): string {
    return this.#path
  }

  /** Keeps the file, under a path of yours; the temporary one is removed when the request is over. Replaces what is there. */
  async moveTo(path: string): Promise<void> {
    await move(this.#path, path)
    this.#path = path
  }
}

/** Writes to a file in the system's temporary folder, that is removed once the request is over, if it is still there. */
export async function writeTemporary(ctx: Koa.Context, stream: Readable): Promise<{ path: string; size: number }> {
  const path = join(tmpdir(), `alpine-hyper-${randomUUID()}`)
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  const written = observed(pipeline(stream, file))
  whenOver(ctx, async () => {
    await written.catch(() => {}) // it was refused, or cut off: the reader of the body knows
    await rm(path, { force: true })
  })
  await written
  return { path, size: file.bytesWritten }
}

/** Also to another disk, where a rename cannot go. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    await copyFile(from, to, constants.COPYFILE_FICLONE)
    await rm(from, { force: true })
  }
}

import { createHash, type Hash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { digest } from './fingerprint.js'

/** A digest of what a multipart body holds, made while it comes. Its own bytes differ each time it is sent. */
export function createContent() {
  const parts: string[] = []
  const files = new Map<number, Hash>()
  return {
    addField(name: unknown, value: unknown) {
      parts.push(JSON.stringify([name, value]))
    },
    addFile(...[field, filename, type, stream]: [string, string | undefined, string, Readable]) {
      const hash = createHash('sha256')
      files.set(parts.push(JSON.stringify([field, filename, type])) - 1, hash)
      stream.on('data', (chunk: Buffer) => hash.update(chunk))
    },
    digest(): string {
      return digest(parts.map((part, index) => part + (files.get(index)?.digest('base64') ?? '')).join('\n'))
    },
  }
}

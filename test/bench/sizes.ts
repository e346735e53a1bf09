import { brotliCompressSync, gzipSync } from 'node:zlib'
import { bytesByFile, entries, minified } from './bundle.js'

/** Brotli bytes that the core may have, idiomorph included. */
export const budget = 7500

/** In bytes. */
export interface Size {
  min: number
  gzip: number
  brotli: number
}

export interface EntrySize extends Size {
  name: string
  /** The largest first. */
  files: FileShare[]
}

export interface FileShare {
  file: string
  min: number
  /** The file's part of the whole, by its minified bytes: what is compressed together has no sizes of its own. */
  brotli: number
}

const names = {
  core: 'core with idiomorph',
  idiomorph: 'of it, idiomorph',
  cdn: '`alpine-hyper/cdn`, one script',
  server: '`alpine-hyper/server`, without dependencies',
}

export type EntryName = keyof typeof names

/** Measures each entry, minified as the build of an application would. */
export async function measureSizes(): Promise<Record<EntryName, EntrySize>> {
  const [core, idiomorph, cdn, server] = await Promise.all([
    measure('core'),
    measure('idiomorph'),
    measure('cdn'),
    measure('server'),
  ])
  return { core, idiomorph, cdn, server }
}

async function measure(entry: EntryName): Promise<EntrySize> {
  const text = await minified(entries[entry])
  const min = Buffer.byteLength(text)
  const brotli = brotliCompressSync(text).length
  const bytes = [...(await bytesByFile(entries[entry]))].sort(([, a], [, b]) => b - a)
  const all = bytes.reduce((sum, [, each]) => sum + each, 0)
  const files = bytes.map(([file, each]) => ({
    file,
    min: Math.round((min * each) / all),
    brotli: Math.round((brotli * each) / all),
  }))
  return { name: names[entry], min, gzip: gzipSync(text, { level: 9 }).length, brotli, files }
}

/** The table that stands in README between `<!-- size -->` and `<!-- /size -->`. */
export function sizeTable(sizes: Record<EntryName, EntrySize>): string {
  const rows = [sizes.core, sizes.idiomorph, sizes.cdn].map(
    ({ name, min, gzip, brotli }) => `| ${name} | ${kB(min)} | ${kB(gzip)} | ${kB(brotli)} |`,
  )
  return ['| on the page | minified | gzip | brotli |', '|---|--:|--:|--:|', ...rows].join('\n')
}

export function kB(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}

import { brotliCompressSync, gzipSync } from 'node:zlib'
import { bytesByFile, entries, lazyFiles, minified } from './bundle.js'

/** Brotli bytes that the core may have, its morph included: a ceiling to come down from, 11,500 is the aim. */
export const budget = 14_400

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
  core: 'core, with the morph',
  visit: '`alpine-hyper/visit`, beside the core',
  lazy: 'loaded when used',
  cdn: '`alpine-hyper/cdn`, one script',
  server: '`alpine-hyper/server`, without dependencies',
}

export type EntryName = keyof typeof names

/** Measures each entry, minified as the build of an application would. */
export async function measureSizes(): Promise<Record<EntryName, EntrySize>> {
  const [core, visit, lazy, cdn, server] = await Promise.all([
    measure('core'),
    measure('visit'),
    measureLazy(),
    measure('cdn'),
    measure('server'),
  ])
  return { core, visit, lazy, cdn, server }
}

async function measure(entry: keyof typeof entries): Promise<EntrySize> {
  const { min, gzip, brotli } = sizeOf(await minified(entries[entry]))
  const bytes = [...(await bytesByFile(entries[entry]))].sort(([, a], [, b]) => b - a)
  const all = bytes.reduce((sum, [, each]) => sum + each, 0)
  const files = bytes.map(([file, each]) => ({
    file,
    min: Math.round((min * each) / all),
    brotli: Math.round((brotli * each) / all),
  }))
  return { name: names[entry], min, gzip, brotli, files }
}

/** Of all that is loaded when it is first used; each file is compressed by itself. */
async function measureLazy(): Promise<EntrySize> {
  const files = Array.from(await lazyFiles(), ([file, text]) => ({ file, ...sizeOf(text) }))
  const sum = (key: keyof Size) => files.reduce((all, each) => all + each[key], 0)
  return { name: names.lazy, min: sum('min'), gzip: sum('gzip'), brotli: sum('brotli'), files }
}

function sizeOf(text: string): Size {
  const [gzip, brotli] = [gzipSync(text, { level: 9 }), brotliCompressSync(text)]
  return { min: Buffer.byteLength(text), gzip: gzip.length, brotli: brotli.length }
}

/** The table that stands in README between `<!-- size -->` and `<!-- /size -->`. */
export function sizeTable(sizes: Record<EntryName, EntrySize>): string {
  const rows = [sizes.core, sizes.visit, sizes.lazy, sizes.cdn].map(
    ({ name, min, gzip, brotli }) => `| ${name} | ${kB(min)} | ${kB(gzip)} | ${kB(brotli)} |`,
  )
  return ['| on the page | minified | gzip | brotli |', '|---|--:|--:|--:|', ...rows].join('\n')
}

export function kB(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}

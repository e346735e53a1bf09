import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { budget, type EntryName, type EntrySize, measureSizes, sizeTable } from '../bench/sizes.js'

let sizes: Record<EntryName, EntrySize>

beforeAll(async () => {
  sizes = await measureSizes()
}, 60_000)

test('the core is within its budget', () => {
  expect(sizes.core.brotli).toBeLessThanOrEqual(budget)
})

test('the sizes in README are those of the code; `npm run size` prints the table', () => {
  const [, table] = /<!-- size -->\s*([\s\S]*?)\s*<!-- \/size -->/.exec(readFileSync('README.md', 'utf8')) ?? []
  expect(table).toBe(sizeTable(sizes))
})

test('the shares of the files are the whole', () => {
  for (const { min, brotli, files } of Object.values(sizes)) {
    const sum = (key: 'min' | 'brotli') => files.reduce((all, file) => all + file[key], 0)
    expect(Math.abs(sum('min') - min)).toBeLessThan(files.length)
    expect(Math.abs(sum('brotli') - brotli)).toBeLessThan(files.length)
  }
})

import { readdir, rm, writeFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { entries, minified, modules } from './bundle.js'

// those of an earlier build have other hashes in their names
for (const file of await readdir('dist/plugin')) if (/\.js(\.map)?$/.test(file)) await rm(`dist/plugin/${file}`)
// the page's half of the package: modules for builds, whose types come from tsc, and one script for other pages
await build({ ...modules, sourcemap: true })
await writeFile('dist/plugin/cdn.js', await minified(entries.cdn))

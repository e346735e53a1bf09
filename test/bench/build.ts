import { writeFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { entries, minified } from './bundle.js'

// the page's half of the package: a module for builds, whose types come from tsc, and one script for other pages
await build({ ...entries.core, sourcemap: true, outfile: 'dist/plugin/index.js' })
await writeFile('dist/plugin/cdn.js', await minified(entries.cdn))

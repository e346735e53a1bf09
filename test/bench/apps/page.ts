import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type Koa from 'koa'
import { bundle, entries, forPage, minified } from '../bundle.js'

/** Serves `/alpine.js`, `/hyper.js`, as `/measure.js` a file of `pages/`, and what else there is. */
export async function scripts(
  measure: string,
  others: ReadonlyMap<string, string> = new Map(),
): Promise<Koa.Middleware> {
  const files = new Map([
    ...others,
    ['/alpine.js', alpine()],
    ['/hyper.js', await minified(entries.cdn)],
    ['/measure.js', await bundle(forPage(`test/bench/pages/${measure}.ts`, 'iife'))],
  ])
  return async (ctx, next) => {
    isolate(ctx)
    const file = files.get(ctx.path)
    if (file === undefined) return next()
    ctx.type = 'js'
    ctx.body = file
  }
}

/** Isolated pages have a clock of 5 microseconds instead of 100. */
export function isolate(ctx: Koa.Context): void {
  ctx.set('Cross-Origin-Opener-Policy', 'same-origin')
  ctx.set('Cross-Origin-Embedder-Policy', 'require-corp')
}

export function alpine(): string {
  return readFileSync(createRequire(import.meta.url).resolve('alpinejs/dist/cdn.min.js'), 'utf8')
}

export function page(body: string, names: readonly string[] = ['measure', 'hyper', 'alpine']): string {
  return `<!doctype html><html lang="en"><head><title>Benchmark</title><link rel="icon" href="data:,">
${names.map((name) => `<script defer src="/${name}.js"></script>`).join('')}</head>
<body>${body}</body></html>`
}

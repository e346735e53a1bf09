import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type Koa from 'koa'

export type Alpine = 'csp' | 'standard'

export interface Assets {
  /** The address of a file, which changes with its content. */
  url(name: string): string
  /** For the route `/assets/:name`. */
  serve: Koa.Middleware
}

const folder = new URL('assets/', import.meta.url)

/** The files of the page, in memory; the script is bundled when the app starts. */
export async function createAssets(alpine: Alpine): Promise<Assets> {
  const files = new Map([
    ['main.js', await bundle(alpine)],
    ['style.css', await readFile(new URL('style.css', folder))],
    ['icon.svg', await readFile(new URL('icon.svg', folder))],
  ])
  const url = (name: string) => {
    const hash = createHash('sha256').update(files.get(name) ?? '')
    return `/assets/${name}?${hash.digest('hex').slice(0, 8)}`
  }
  return {
    url,
    serve: (ctx, next) => {
      const name = String(ctx['params'].name)
      const file = files.get(name)
      if (!file) return next()
      ctx.set('Cache-Control', ctx.url === url(name) ? 'public, max-age=31536000, immutable' : 'no-cache')
      ctx.type = name.slice(name.lastIndexOf('.'))
      ctx.body = file
      return undefined
    },
  }
}

async function bundle(alpine: Alpine): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('main.ts', folder))],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    ...(alpine === 'csp' && { alias: { alpinejs: '@alpinejs/csp' } }),
  })
  return Buffer.from(outputFiles[0]?.contents ?? '')
}

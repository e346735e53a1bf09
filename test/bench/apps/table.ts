import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import Koa from 'koa'
import { type Engine, editedRow, optionsFrom, statesOf } from '../table.js'
import { page, scripts } from './page.js'

/** Alpine is only where the engine needs it: without it a table with directives is markup like any other. */
const scriptsOf: Record<Engine, string[]> = {
  hyper: ['measure', 'hyper', 'alpine'],
  'Alpine.morph': ['measure', 'alpine-morph', 'alpine'],
  'live idiomorph': ['measure', 'alpine'],
  alpine: ['measure', 'alpine'],
  idiomorph: ['measure'],
  morphlex: ['measure'],
}

const alpineMorph = readFileSync(createRequire(import.meta.url).resolve('@alpinejs/morph/dist/cdn.min.js'), 'utf8')

/** An app whose page has a table of rows, and a file of `pages/` as `/measure.js`. */
export async function tableApp(measure: string): Promise<Koa> {
  const app = new Koa()
  app.use(await scripts(measure, new Map([['/alpine-morph.js', alpineMorph]])))
  app.use((ctx) => {
    const options = optionsFrom(ctx.URL.searchParams)
    const [{ html }] = statesOf(options)
    // layout is not measured; what has none cannot have the focus
    const hidden = options.kind === 'edited' ? `#table tr:not(#row-${editedRow})` : '#table'
    ctx.body = page(`<style>${hidden} { display: none }</style><main>${html}</main>`, scriptsOf[options.engine])
  })
  return app
}

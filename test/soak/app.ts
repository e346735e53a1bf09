import Router from '@koa/router'
import { createClient } from '@libsql/client'
import { build } from 'esbuild'
import Koa from 'koa'
import { action, actions, elements, type HyperOptions, hyper, signals } from '../../server/index.js'

/** What the server has been told, in its order. */
export interface Told {
  count: number
  notes: string[]
  lines: string[]
}

export interface SoakApp {
  app: Koa
  told(): Promise<Told>
  close(): void
}

/** How many lines one call of `write` streams. */
export const linesOfCall = 3

/** A counter, notes that are appended one by one, and lines that are appended as a stream, in an SQLite file. */
export async function soakApp(file: string, options: HyperOptions = {}): Promise<SoakApp> {
  const database = createClient({ url: `file:${file}` })
  await database.executeMultiple(`
    create table totals (value integer not null);
    insert into totals values (0);
    create table texts (id integer primary key autoincrement, kind text not null, text text not null);
  `)
  const insert = (kind: string, text: string) =>
    database.execute({ sql: 'insert into texts (kind, text) values (?, ?)', args: [kind, text] })

  const count = action(async () => {
    const { rows } = await database.execute('update totals set value = value + 1 returning value')
    return signals({ count: Number(rows[0]?.['value']) })
  })
  const note = action(async (_ctx, { text }) => {
    await insert('note', String(text))
    // without an id, so that one which comes twice is there twice
    return elements(`<li>${text}</li>`, { target: '#notes', swap: 'append' })
  })
  const write = action(async function* (_ctx, { text }) {
    for (let line = 0; line < linesOfCall; line++) {
      await insert('line', `${text}.${line}`)
      yield elements(`<li>${text}.${line}</li>`, { target: '#lines', swap: 'append' })
    }
  })

  const script = await pageScript()
  const router = new Router()
  router.get('/page.js', (ctx) => {
    ctx.type = 'js'
    ctx.body = script
  })
  router.all('/', actions({ count, note, write }), (ctx) => {
    ctx.body = page
  })
  const app = new Koa()
  app.use(hyper(options)).use(router.routes())

  return {
    app,
    async told() {
      const { rows: totals } = await database.execute('select value from totals')
      const { rows } = await database.execute('select kind, text from texts order by id')
      const of = (kind: string) => rows.filter((row) => row['kind'] === kind).map((row) => String(row['text']))
      return { count: Number(totals[0]?.['value']), notes: of('note'), lines: of('line') }
    },
    close: () => database.close(),
  }
}

/** Each part has a queue of its own. */
const page = `<!doctype html><html lang="en"><head><title>Soak</title><link rel="icon" href="data:,">
<script type="module" src="/page.js"></script></head><body>
<main x-data="{ count: 0 }"><button id="count" x-action="count">+1</button><output x-text="count"></output></main>
<section x-data><form x-action.queue="note"><input name="text"><button id="note">Note</button></form><ol id="notes"></ol></section>
<section x-data><form x-action.queue="write"><input name="text"><button id="write">Write</button></form><ol id="lines"></ol></section>
</body></html>`

async function pageScript(): Promise<string> {
  const contents = `import Alpine from 'alpinejs'
    import hyper from './plugin/index.js'
    import { createUser } from './test/soak/user.js'
    window.user = createUser()
    Alpine.plugin(hyper)
    Alpine.start()`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    write: false,
    format: 'esm',
  })
  return outputFiles[0]?.text ?? ''
}

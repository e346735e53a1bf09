import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Client } from '@libsql/client'
import { html } from 'hono/html'
import type Koa from 'koa'
import { z } from 'zod'
import { action, actions, checkpoint, elements, progress, signals, switchTo, toast } from '../../server/index.js'
import { type Html, type Layout, sourceOf } from '../layout.js'
import { total } from './import/book.js'
import { createImports, type Entry, type Import } from './import/imports.js'

const source = sourceOf(import.meta.url)

/** A job of the server that a page watches, and goes on watching when its connection is cut. */
export function guestBook(database: Client, layout: Layout): Koa.Middleware[] {
  const imports = createImports(database)
  const watchers = new Set<Socket>()

  // one import for each call: the database knows them, also after a restart
  const begin = action({ idempotent: true }, async (ctx) => {
    const { call = '' } = ctx.hyper
    return switchTo('watch', { id: await imports.begin(call), from: 0 })
  })

  const Watched = z.object({ id: z.coerce.number().int(), from: z.coerce.number().int().catch(0) })
  const watch = action({ method: 'GET', input: Watched }, async function* (ctx, { id, from }) {
    const { abortSignal, attempt } = ctx.hyper
    const last = ctx.hyper.resume(['line'])
    const { socket } = ctx.req
    watchers.add(socket)
    try {
      let n = Number(last?.at ?? from) || 0
      yield [signals({ id, from: n, state: 'running', cuts: attempt - 1 }), n === 0 && elements(log([]))]
      for (;;) {
        const { job, entries } = await imports.after(id, n)
        for (const entry of entries) {
          n = entry.n
          yield [elements(line(entry), { target: '#log', swap: 'prepend' }), progress(n / total), checkpoint('line', n)]
        }
        if (job?.state !== 'running') {
          yield [signals({ state: job?.state ?? '' }), ended(job)]
          return
        }
        if (entries.length === 0) await once(imports.news, 'line', { signal: abortSignal })
      }
    } finally {
      watchers.delete(socket)
    }
  })

  const stop = action({ input: Watched }, (_ctx, { id }) => imports.stop(id))

  /** As a tunnel, a lift or a proxy does. */
  const cut = action(() => {
    for (const socket of watchers) socket.destroy()
  })

  const page: Koa.Middleware = async (ctx) => {
    const job = await imports.latest()
    const { entries } = job ? await imports.after(job.id, 0) : { entries: [] }
    ctx.body = await layout(ctx, {
      title: 'The guest book',
      lede: html`The server reads the hut’s old guest book into its database, and the page watches. When the connection is
        cut, the server reads on, and the page goes on where it was.`,
      content: html`${panel(job, entries)}${notes()}`,
      source,
    })
  }

  return [actions({ begin, watch, stop, cut }), page]
}

function ended(job: Import | undefined) {
  return job?.state === 'done'
    ? toast(`All ${total} entries are in.`, { level: 'success' })
    : toast('The import was stopped.', { level: 'warning' })
}

/** An import that is under way is watched from the start. */
function panel(job: Import | undefined, entries: Entry[]): Html {
  const from = entries.at(-1)?.n ?? 0
  const data = { id: job?.id ?? 0, state: job?.state ?? '', from, cuts: 0 }
  const pending = `$action.pending('begin') || $action.pending('watch')`
  return html`<section class="panel" aria-labelledby="import" x-lane="import" x-data="${JSON.stringify(data)}"
    x-init="state === 'running' && $action('GET watch', { id: id, from: from })">
    <h2 id="import">The import</h2>
    <progress max="1" value="${from / total}" aria-labelledby="import"
      :value="${pending} ? $action.progress() || from / ${total} : state === 'done' ? 1 : from / ${total}"></progress>
    <p class="hint" role="status">
      <span x-show="${pending}">Reading <b x-show="cuts > 0">— cut <span x-text="cuts">0</span>×, and gone on</b></span>
      <span x-show="!(${pending})">
        <span x-show="state === 'done'">All ${total} entries are in.</span>
        <span x-show="state === 'stopped'">The import was stopped.</span>
        <span x-show="!state">${total} entries, some twelve seconds.</span>
      </span>
    </p>
    <form method="post" class="controls" x-action>
      <button class="main" name="_action" value="begin" :data-busy="${pending}">Read the guest book</button>
      <button class="scripted" type="button" :disabled="!(${pending})"
        @click="$action('stop', { id: id }, { lane: 'parallel' })">Stop</button>
      <button class="scripted" type="button" :disabled="!(${pending})"
        @click="$action('cut', {}, { lane: 'parallel' })">Cut the connection</button>
    </form>
    ${log(entries)}
  </section>`
}

/** The last entry first. */
function log(entries: readonly Entry[]): Html {
  return html`<ol class="rows log long" id="log" tabindex="0" aria-label="The entries that are in">${entries
    .toReversed()
    .map(line)}</ol>`
}

function line({ n, name, nights }: Entry): Html {
  return html`<li class="member" id="guest-${n}">${n}. ${name} <b>${nights} ${nights === 1 ? 'night' : 'nights'}</b></li>`
}

function notes(): Html {
  return html`<section class="notes">
    <h2>Try it</h2>
    <ul>
      <li>Cut the connection a few times: no entry is missing, and none comes twice.</li>
      <li>Load the page anew while it reads, or open it in another tab: it watches what is under way.</li>
      <li>End the server while it reads, and start it again: the import goes on, and so does the page.</li>
    </ul>
  </section>`
}

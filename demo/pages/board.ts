import type { Client, InValue } from '@libsql/client'
import { html } from 'hono/html'
import type Koa from 'koa'
import { z } from 'zod'
import { action, actions, elements, type Hub } from '../../server/index.js'
import { type Html, type Layout, sourceOf } from '../layout.js'
import type { Card } from './board/card.js'
import { wholeBoard } from './board/markup.js'

const source = sourceOf(import.meta.url)

const id = z.coerce.number().int()
const plain = z.boolean().default(false)

/** The jobs at a mountain hut. Whatever is done, the answer is the whole board, for everybody who looks at it. */
export function board(database: Client, hub: Hub, layout: Layout): Koa.Middleware[] {
  const rerender = action({ input: z.object({ plain }) }, async (ctx, { plain }) => {
    await moveOn('(select id from cards order by changed, id limit 1)')
    return answer(ctx, plain)
  })

  const advance = action({ input: z.object({ id, plain }) }, async (ctx, { id, plain }) => {
    await moveOn('?', id)
    return answer(ctx, plain)
  })

  const Note = z.object({ id, plain, note: z.string().trim().max(120), name: z.string().trim().max(40) })
  const write = action({ input: Note }, async (ctx, { id, plain, note, name }) => {
    await change('note = ?, name = ? where id = ?', note, name, id)
    return answer(ctx, plain)
  })

  /** The page takes over what has changed since the last answer; plain idiomorph makes the page equal to it. */
  async function answer({ hyper }: Pick<Koa.Context, 'hyper'>, plain: boolean) {
    const markup = wholeBoard(await readCards())
    await hub.publish('board', elements(markup), { except: hyper.tab })
    return elements(markup, { swap: plain ? 'idiomorph' : 'outer' })
  }

  /** One step further; a job that is done begins anew. */
  function moveOn(which: string, ...args: InValue[]): Promise<void> {
    return change(`done = (done + 1) % 4 where id = ${which}`, ...args)
  }

  async function change(what: string, ...args: InValue[]): Promise<void> {
    await database.execute({ sql: `update cards set changed = (select max(changed) + 1 from cards), ${what}`, args })
  }

  async function readCards(): Promise<Card[]> {
    const { rows } = await database.execute('select * from cards order by id')
    return rows.map((row) => ({
      id: Number(row['id']),
      title: String(row['title']),
      about: String(row['about']),
      done: Number(row['done']),
      note: String(row['note']),
      name: String(row['name']),
      changed: Number(row['changed']),
    }))
  }

  const page: Koa.Middleware = async (ctx) => {
    // before the cards are read, so that no change comes between
    const cursor = hub.cursor()
    ctx.body = await layout(ctx, {
      title: 'A living board',
      lede: html`The server renders the whole board again and again. Only what has changed on the server changes here; what
        you have opened, typed, counted or set going stays.`,
      content: html`<div x-data="{ plain: false, soon: false }" x-live="/board/live#${cursor}">
        ${controls()}
        ${wholeBoard(await readCards())}
      </div>
      <div class="side-by-side">${notes()}${comparison()}</div>`,
      source,
      wide: true,
    })
  }

  return [actions({ rerender, advance, write }), page]
}

/** For `/board/live`. */
export function boardLive(hub: Hub): Koa.Middleware {
  return hub.live({ topics: () => ['board'] })
}

function controls(): Html {
  return html`<form method="post" class="controls">
    <button class="main" name="_action" value="rerender"
      x-action.queue="rerender({ plain: plain })" :data-busy="$action.pending('rerender')">
      Re-render everything on the server
    </button>
    <button class="scripted" type="button" x-action.queue.debounce.3000ms="rerender({ plain: plain })"
      :class="{ soon: soon }" @click="soon = true" @animationend="soon = false">
      In three seconds
    </button>
    <label class="switch scripted"><input type="checkbox" role="switch" x-model="plain"> Plain idiomorph</label>
  </form>`
}

function notes(): Html {
  return html`<section class="notes">
    <h2>Try it</h2>
    <ul>
      <li>Open notes, pick cards, count helpers, type half a sentence. Then re-render.</li>
      <li>Press “In three seconds” and go on typing: the caret stays where it is.</li>
      <li>Open the numbers and re-render in there; or leave “Jump to” open meanwhile.</li>
      <li>Watch the walker, and a card that you have opened as it goes to another column.</li>
      <li>Do all of it again with “Plain idiomorph” on.</li>
      <li>Switch JavaScript off: the buttons do the same, a page at a time.</li>
    </ul>
  </section>`
}

/** Each line is shown by a test, test/browser/demo-board.test.ts. */
const outcomes = [
  ['Half a sentence in a field', 'stays, with the caret', 'is gone'],
  ['Opened notes', 'stay open', 'fold up'],
  ['Picks, helpers and their dots', 'stay', 'vanish, though Alpine still has them'],
  ['The list of “Jump to”', 'stays open', 'is gone'],
  ['The numbers', 'stay open', 'vanish, and the page behind them is blocked'],
  ['The walker', 'walks on', 'stops'],
]

function comparison(): Html {
  return html`<section class="notes">
    <h2>What survives</h2>
    <table>
      <thead><tr><td></td><th scope="col">The default</th><th scope="col">Plain idiomorph</th></tr></thead>
      <tbody>${outcomes.map(
        ([what, here, plain]) => html`<tr><th scope="row">${what}</th><td>${here}</td><td>${plain}</td></tr>`,
      )}</tbody>
    </table>
  </section>`
}

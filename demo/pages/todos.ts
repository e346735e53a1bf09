import type { Client, InValue } from '@libsql/client'
import { html } from 'hono/html'
import type Koa from 'koa'
import { z } from 'zod'
import { action, actions, elements, errors, event, pushUrl, remove, signals, toast } from '../../server/index.js'
import { type Html, type Layout, sourceOf } from '../layout.js'
import { addForm, filterLink, list, row } from './todos/markup.js'
import { refusalOf } from './todos/refusal.js'
import { type Filter, filters, isShown, type Todo, urlOf } from './todos/todo.js'

const source = sourceOf(import.meta.url)

const id = z.coerce.number().int()
const title = z
  .string('Say what is to be done.')
  .trim()
  .min(1, 'Say what is to be done.')
  .max(80, 'Keep it to 80 characters.')

/** What had the focus may be gone; see assets/main.ts. */
const gone = event('gone', null, { after: 'settle' })

export function todos(database: Client, layout: Layout): Koa.Middleware[] {
  const add = action({ input: z.object({ title }) }, async (ctx, { title }) => {
    const same = await query('select * from todos where title = ? and done = 0 and removed_at is null', title)
    if (same.length > 0) return errors({ title: 'That is on the list already.' })
    const added = await query('insert into todos (title) values (?) returning *', title)
    return [
      added.map((todo) =>
        isShown(todo, filterOf(ctx))
          ? elements(row(todo), { target: '#todos', swap: 'append' })
          : toast(`“${title}” is among the open ones.`),
      ),
      signals({ title: '', ...(await counts()) }),
    ]
  })

  const toggle = action({ input: z.object({ id }) }, async (ctx, { id }) => {
    const [todo] = await query('update todos set done = 1 - done where id = ? and removed_at is null returning *', id)
    if (!todo) return refresh(ctx)
    return [isShown(todo, filterOf(ctx)) ? elements(row(todo)) : [remove(`#todo-${id}`), gone], signals(await counts())]
  })

  const rename = action({ input: z.object({ id, title }) }, async (ctx, { id, title }) => {
    const [todo] = await query('update todos set title = ? where id = ? and removed_at is null returning *', title, id)
    if (!todo) return refresh(ctx)
    return [elements(row(todo)), event('renamed', null, { target: `#rename-${id}` })]
  })

  const drop = action({ input: z.object({ id }) }, async (_ctx, { id }) => {
    const dropped = await query('update todos set removed_at = unixepoch() where id = ? returning *', id)
    return [
      remove(`#todo-${id}`),
      signals(await counts()),
      gone,
      dropped.map((todo) => undoable(`“${todo.title}” is removed.`, [id])),
    ]
  })

  const clear = action(async (ctx) => {
    const cleared = await query(
      'update todos set removed_at = unixepoch() where done = 1 and removed_at is null returning *',
    )
    const ids = cleared.map((todo) => todo.id)
    const message = ids.length === 1 ? 'One to-do is removed.' : `${ids.length} to-dos are removed.`
    return [await refresh(ctx), ids.length > 0 && undoable(message, ids)]
  })

  const restore = action({ input: z.object({ ids: z.array(id) }) }, async (ctx, { ids }) => {
    await query('update todos set removed_at = null where id in (select value from json_each(?))', JSON.stringify(ids))
    return refresh(ctx)
  })

  const show = action({ method: 'GET', input: z.object({ filter: z.enum(filters) }) }, async (_ctx, { filter }) => [
    elements(list(await select(filter), filter)),
    signals({ filter }),
    pushUrl(urlOf(filter)),
  ])

  /** The whole list and its numbers, where more than one row may have changed. */
  async function refresh(ctx: Requested) {
    const filter = filterOf(ctx)
    return [elements(list(await select(filter), filter)), signals(await counts()), gone]
  }

  async function query(sql: string, ...args: InValue[]): Promise<Todo[]> {
    const { rows } = await database.execute({ sql, args })
    return rows.map((row) => ({ id: Number(row['id']), title: String(row['title']), done: row['done'] === 1 }))
  }

  function select(filter: Filter): Promise<Todo[]> {
    const which = { all: '', open: 'and done = 0', done: 'and done = 1' }[filter]
    return query(`select * from todos where removed_at is null ${which} order by id`)
  }

  /** For `$hyper.open` and `$hyper.done`. */
  async function counts(): Promise<{ $open: number; $done: number }> {
    const { rows } = await database.execute(`
      select count(*) filter (where done = 0) as open, count(*) filter (where done = 1) as done
      from todos where removed_at is null`)
    return { $open: Number(rows[0]?.['open']), $done: Number(rows[0]?.['done']) }
  }

  const page: Koa.Middleware = async (ctx) => {
    const filter = filterOf(ctx)
    const { $open: open, $done: done } = await counts()
    const refused = refusalOf(ctx)
    ctx.body = await layout(ctx, {
      title: 'To-dos',
      lede: html`The server sends the rows as HTML, the numbers as signals and the news as toasts. It also has the last word
        on what may be on the list.`,
      content: html`<div x-data="${JSON.stringify({ filter })}" x-hyper="${JSON.stringify({ open, done })}">
        ${addForm(refused?.action === 'add' ? refused : undefined)}
        <div class="bar">
          <h2 tabindex="-1" x-data="focusFallback" @gone.window="take()">
            <b x-text="$hyper.open">${open}</b> open, <b x-text="$hyper.done">${done}</b> done
          </h2>
          <nav class="filters" aria-label="Which to-dos">${filters.map((each) => filterLink(each, filter))}</nav>
        </div>
        ${list(await select(filter), filter, refused)}
        <form method="post" x-action class="clear" :hidden="$hyper.done === 0"${done === 0 && html` hidden`}>
          <button name="_action" value="clear">Remove what is done</button>
        </form>
      </div>
      ${notes()}`,
      source,
    })
  }

  return [actions({ add, toggle, rename, drop, clear, restore, show }), page]
}

type Requested = Pick<Koa.Context, 'hyper' | 'URL'>

/** A call goes to the address that the page was loaded from; its filter may have changed since. */
function filterOf(ctx: Requested): Filter {
  const chosen = (ctx.hyper.url ?? ctx.URL).searchParams.get('filter')
  return filters.find((filter) => filter === chosen) ?? 'all'
}

function undoable(message: string, ids: number[]) {
  return toast(message, { timeout: 15_000, action: { label: 'Undo', call: 'restore', data: { ids } } })
}

function notes(): Html {
  return html`<section class="notes">
    <h2>Try it</h2>
    <ul>
      <li>Add nothing at all, or the same thing twice.</li>
      <li>Rename: Enter saves, Escape leaves it as it was.</li>
      <li>Choose Open, then tick one off; load the page again, or go back.</li>
      <li>Switch JavaScript off: forms and links do the same, a page at a time.</li>
    </ul>
  </section>`
}

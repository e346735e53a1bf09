import type { Client } from '@libsql/client'
import { html } from 'hono/html'
import type Koa from 'koa'
import { type Html, type Layout, sourceOf } from '../layout.js'
import { type Shown, table, thousands } from './places/markup.js'
import { Query } from './places/query.js'
import { placeOf } from './search/places.js'

const source = sourceOf(import.meta.url)

/** Rows of a page. */
const most = 20

/** Thousands of places in a table, of which the address says all: what is shown, in which order, which page. */
export function places(database: Client, layout: Layout): Koa.Middleware {
  async function look({ kind, region, sort, order, page }: Query): Promise<{ page: number; shown: Shown }> {
    const which = `from places where (?1 = '' or kind = ?1) and (?2 = '' or region = ?2)`
    const { rows } = await database.execute({ sql: `select count(*) as number ${which}`, args: [kind, region] })
    const count = Number(rows[0]?.['number'])
    const pages = Math.max(1, Math.ceil(count / most))
    const last = Math.min(page, pages)
    const before = (last - 1) * most
    const found = await database.execute({
      sql: `select rowid, * ${which} order by ${sort} ${order === 'up' ? 'asc' : 'desc'}, rowid limit ?3 offset ?4`,
      args: [kind, region, most, before],
    })
    return { page: last, shown: { places: found.rows.map(placeOf), count, before, pages } }
  }

  return async (ctx) => {
    const query = Query.parse(ctx.query)
    const { page, shown } = await look(query)
    const markup = table({ ...query, page }, shown)
    // a visit of this table needs no more than the table
    if (ctx.hyper.region === '#places') {
      ctx.type = 'html'
      ctx.body = String(await markup)
      return
    }
    ctx.body = await layout(ctx, {
      title: 'Places',
      lede: html`All that this table shows is in its address. Sorting, filtering and leafing are links and a form; the page goes
        there and back without being loaded.`,
      content: html`<div x-visit="#places">${markup}</div>${notes()}`,
      source,
    })
  }
}

/** For `/places/:id`. */
export function place(database: Client, layout: Layout): Koa.Middleware {
  return async (ctx, next) => {
    const { rows } = await database.execute({
      sql: 'select rowid, * from places where rowid = ?',
      args: [Number(ctx['params'].id) || 0],
    })
    const [row] = rows
    if (!row) return next()
    const { id, name, kind, region, height, note } = placeOf(row)
    const { rows: near } = await database.execute({
      sql: 'select rowid, * from places where region = ? and rowid <> ? order by abs(height - ?), rowid limit 5',
      args: [region, id, height],
    })
    ctx.body = await layout(ctx, {
      title: name,
      heading: 'arrived',
      lede: html`${kind} in ${region}, ${thousands(height)} m above the sea.`,
      content: html`<p>${note}</p>
        <form class="scripted own" x-data="{ note: '' }" @submit.prevent>
          <label class="above" for="own">What you think of it</label>
          <input id="own" x-model="note">
          <p class="hint"><span x-show="note === ''">It stays in this page; no other place shows it.</span>
            <span x-cloak x-show="note !== ''"><b x-text="note.length"></b> characters about ${name}</span></p>
        </form>
        <h2>About as high, in the same region</h2>
        <ul class="rows near">${near.map(placeOf).map(
          (each) => html`<li><a class="member" href="/places/${each.id}">${each.name}
            <span class="height">${thousands(each.height)} m</span></a></li>`,
        )}</ul>
        <p><a href="/places">All places</a></p>`,
      source,
    })
  }
}

function notes(): Html {
  return html`<section class="notes">
    <h2>Try it</h2>
    <ul>
      <li>Sort, leaf, choose a kind; then go back, step by step, and forward.</li>
      <li>Open a place, write something about it, and go on to the next one.</li>
      <li>Copy the address into another tab, or load the page again.</li>
      <li>Go offline, and back to where you have been.</li>
      <li>Switch JavaScript off: the same links, a page at a time.</li>
    </ul>
  </section>`
}

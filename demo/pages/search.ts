import type { Client, Row } from '@libsql/client'
import { html } from 'hono/html'
import type Koa from 'koa'
import { z } from 'zod'
import { action, actions, elements, replaceUrl } from '../../server/index.js'
import { type Html, type Layout, sourceOf } from '../layout.js'
import { type Kind, placeOf, type StoredPlace } from './search/places.js'

const source = sourceOf(import.meta.url)

/** How many are shown. */
const most = 30

const Query = z.object({ query: z.string().trim().max(80).catch('') })

interface Found {
  places: StoredPlace[]
  hits: number
  all: number
}

/** Five thousand places; the database has a full-text index of them. */
export function search(database: Client, layout: Layout): Koa.Middleware[] {
  const find = action({ method: 'GET', input: Query }, async (_ctx, { query }) => [
    elements(results(await look(query), query)),
    replaceUrl(urlOf(query)),
  ])

  async function look(query: string): Promise<Found> {
    const words = wordsOf(query)
    const which = words.length > 0 ? 'where places match ?' : ''
    const args = words.length > 0 ? [words.map((word) => `"${word}"*`).join(' ')] : []
    const [found, hits, all] = await database.batch(
      [
        {
          sql: `select rowid, * from places ${which}
            order by ${which ? 'bm25(places, 4, 2, 1),' : ''} height desc limit ${most}`,
          args,
        },
        { sql: `select count(*) as number from places ${which}`, args },
        'select count(*) as number from places',
      ],
      'read',
    )
    return { places: found?.rows.map(placeOf) ?? [], hits: numberOf(hits?.rows), all: numberOf(all?.rows) }
  }

  const page: Koa.Middleware = async (ctx) => {
    const { query } = Query.parse(ctx.query)
    const found = await look(query)
    ctx.body = await layout(ctx, {
      title: 'Search as you type',
      lede: html`${thousands(found.all)} places are in the database, with a full-text index. The server looks them up and
        renders the list; the page shows what has changed.`,
      content: html`<div x-data="arrows" @keydown.down.prevent="move(1)" @keydown.up.prevent="move(-1)">
        ${form(query)}
        ${results(found, query)}
      </div>
      ${notes()}`,
      source,
    })
  }

  return [actions({ find }), page]
}

/** Each one is the beginning of a word in the name, the kind or the region; punctuation has no meaning. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? []
}

function numberOf(rows: Row[] | undefined): number {
  return Number(rows?.[0]?.['number'])
}

function urlOf(query: string): string {
  return query ? `/search?${new URLSearchParams({ query })}` : '/search'
}

function thousands(number: number): string {
  return number.toLocaleString('en')
}

/** One lane for both: Enter takes the place of the search that typing began. */
function form(query: string): Html {
  return html`<form class="search" role="search" x-lane="search" x-action="GET find">
    <label for="query">A name, a kind or a region</label>
    <div class="line">
      <input id="query" name="query" type="search" value="${query}" maxlength="80" autocomplete="off" autocapitalize="off"
        spellcheck="false" x-action.debounce.150ms="GET find">
      <button class="main unscripted">Search</button>
      <span class="looking" x-loading.delay="find" aria-hidden="true"></span>
    </div>
  </form>`
}

function results({ places, hits, all }: Found, query: string): Html {
  return html`<section id="results" aria-label="Results">
    <p class="hits" role="status">${hitsOf(hits, all, query)}</p>
    <ul class="places rows">${places.map((place) => row(place, wordsOf(query).map(fold)))}</ul>
    <p class="empty">Nothing begins like that. Try fewer letters.</p>
  </section>`
}

function hitsOf(hits: number, all: number, query: string): Html {
  if (!query) return html`The highest ${most} of <b>${thousands(all)}</b> places`
  if (hits > most) return html`The first ${most} of <b>${thousands(hits)}</b> places`
  return html`<b>${hits}</b> ${hits === 1 ? 'place' : 'places'}`
}

const shapes: Record<Kind, string> = {
  Peak: 'M1 14 7 3l3 5 2-2 3 8Z',
  Hut: 'M2 14V8H0l8-6 8 6h-2v6h-4v-4H6v4Z',
  Trail: 'M3 15c0-4 9-3 9-7S5 6 5 1',
  Lake: 'M0 6c3-3 5 3 8 0s5 3 8 0M0 11c3-3 5 3 8 0s5 3 8 0',
}

function row({ id, name, kind, region, height, note }: StoredPlace, words: string[]): Html {
  return html`<li id="place-${id}"><details>
    <summary class="place">
      <svg class="${kind.toLowerCase()}" viewBox="0 0 16 16" aria-hidden="true"><path d="${shapes[kind]}"/></svg>
      <span class="name">${marked(name, words)} <small>${marked(kind, words)} · ${marked(region, words)}</small></span>
      <span class="height">${thousands(height)} m</span>
    </summary>
    <p>${note}</p>
  </details></li>`
}

/** The beginnings that were looked for. */
function marked(text: string, words: string[]): Html {
  return html`${text.split(/(?<=\s)/).map((each) => {
    const length = Math.max(0, ...words.filter((word) => fold(each).startsWith(word)).map((word) => word.length))
    return length > 0 ? html`<mark>${each.slice(0, length)}</mark>${each.slice(length)}` : each
  })}`
}

/** Without capitals, and without dots and accents, as the index has it. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

function notes(): Html {
  return html`<section class="notes">
    <h2>Try it</h2>
    <ul>
      <li>Type “larch”, then “eng”: each word may begin a name, a kind or a region, with or without dots.</li>
      <li>Open a place and type on: it stays open for as long as it is found.</li>
      <li>The arrow keys go down to the results and back up.</li>
      <li>What you look for is in the address: load the page again.</li>
      <li>Switch JavaScript off: a button appears, and the search is a page load.</li>
    </ul>
  </section>`
}

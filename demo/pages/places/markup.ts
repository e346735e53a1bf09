import { html } from 'hono/html'
import type { Html } from '../../layout.js'
import { kinds, regions, type StoredPlace } from '../search/places.js'
import { type Column, columns, type Query, sortedBy, urlOf } from './query.js'

export interface Shown {
  places: StoredPlace[]
  /** Of those that are looked for: how many there are, and how many come before these. */
  count: number
  before: number
  pages: number
}

/** What the address says, and all that changes with it. Links and a form, as without JavaScript. */
export function table(query: Query, { places, count, before, pages }: Shown): Html {
  return html`<section id="places" aria-label="Places" x-data>
    ${form(query)}
    <p class="hits" role="status">${
      count === 0
        ? 'No place is like that.'
        : html`${thousands(before + 1)} to ${thousands(before + places.length)} of <b>${thousands(count)}</b>`
    }</p>
    <div class="table" tabindex="0" role="region" aria-label="Places">
      <table>
        <thead><tr>${columns.map((column) => head(column, query))}</tr></thead>
        <tbody>${places.map(row)}</tbody>
      </table>
    </div>
    ${pages > 1 && pager(query, pages)}
  </section>`
}

function form({ kind, region, sort, order }: Query): Html {
  return html`<form class="filter" action="/places" @change="$el.requestSubmit()">
    <label>Kind ${choice('kind', kinds, kind)}</label>
    <label>Region ${choice('region', regions, region)}</label>
    ${sort !== 'height' && html`<input type="hidden" name="sort" value="${sort}">`}
    ${order !== 'down' && html`<input type="hidden" name="order" value="${order}">`}
    <button class="unscripted">Show</button>
  </form>`
}

function choice(name: string, values: readonly string[], chosen: string): Html {
  return html`<select id="places-${name}" name="${name}"><option value="">All</option>${values.map(
    (value) => html`<option${value === chosen && html` selected`}>${value}</option>`,
  )}</select>`
}

function head(column: Column, query: Query): Html {
  const isSorted = query.sort === column
  return html`<th scope="col"${isSorted && html` aria-sort="${query.order === 'up' ? 'ascending' : 'descending'}"`}>
    <a href="${urlOf(sortedBy(query, column))}">${column === 'height' ? 'Height' : capital(column)}</a></th>`
}

function row({ id, name, kind, region, height }: StoredPlace): Html {
  return html`<tr id="row-${id}">
    <th scope="row"><a href="/places/${id}" x-visit.transition
      @click="$el.classList.add('moving')">${name}</a></th>
    <td>${kind}</td><td>${region}</td><td class="number">${thousands(height)} m</td>
  </tr>`
}

function pager(query: Query, pages: number): Html {
  const to = (page: number, text: Html | string) =>
    page < 1 || page > pages
      ? html`<span aria-hidden="true">${text}</span>`
      : html`<a href="${urlOf({ ...query, page })}#places">${text}</a>`
  return html`<nav class="pager" aria-label="Pages of the table">
    ${to(query.page - 1, 'Before')}
    <span>Page ${query.page} of ${pages}</span>
    ${to(query.page + 1, 'After')}
  </nav>`
}

export function thousands(number: number): string {
  return number.toLocaleString('en')
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

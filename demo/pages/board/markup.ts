import { html } from 'hono/html'
import type { Html } from '../../layout.js'
import { type Card, cardOf } from './card.js'

const columns = [
  { id: 'to-do', name: 'To do', has: ({ done }: Card) => done === 0 },
  { id: 'under-way', name: 'Under way', has: ({ done }: Card) => done > 0 && done < 3 },
  { id: 'done', name: 'Done', has: ({ done }: Card) => done === 3 },
]

/** All that an answer brings: the columns with their cards, the walker, a dialog and a menu. */
export function wholeBoard(cards: Card[]): Html {
  const filled = columns.map((column) => ({ ...column, cards: cards.filter(column.has) }))
  const latest = cards.reduce((one, other) => (other.changed > one.changed ? other : one))
  return html`<section id="board" class="board" aria-label="Jobs at the hut" x-data="{ jump: false, walking: true }">
    <div class="overview">
      ${ridge()}
      <p class="news" role="status">${newsOf(latest)}</p>
      <div class="tools scripted">
        ${jumpTo(filled)}
        <button type="button" @click="$refs.numbers.showModal()">Numbers</button>
        <button type="button" class="motion" @click="walking = !walking" :aria-pressed="!walking">Rest</button>
      </div>
    </div>
    <div class="columns">${filled.map((column) => columnOf(column, latest))}</div>
    ${numbers(filled, latest)}
  </section>`
}

type Filled = (typeof columns)[number] & { cards: Card[] }

function columnOf({ id, name, cards }: Filled, latest: Card): Html {
  return html`<section class="column" id="${id}" aria-labelledby="${id}-name" tabindex="-1">
    <h2 id="${id}-name">${name} <b>${cards.length}</b></h2>
    <ul>${cards.map((card) => cardOf(card, card === latest && card.changed > 0))}</ul>
    <p class="empty">Nothing here.</p>
  </section>`
}

function newsOf({ title, done, changed }: Card): Html {
  if (changed === 0) return html`Nothing has changed yet.`
  return html`Change ${changed}: <b>${title}</b>, ${done} of 3 steps.`
}

/** The walker goes along the line; style.css has it too. */
function ridge(): Html {
  return html`<svg class="ridge" viewBox="0 0 288 68" aria-hidden="true">
    <path class="slope" d="M2 62 L40 48 L72 54 L132 20 L148 32 L168 32 L196 10 L286 62 Z"/>
    <path class="hut" d="M151 32 v-8 h-3 l10 -9 l10 9 h-3 v8 Z"/>
    <path class="trail" d="M2 62 L40 48 L72 54 L132 20 L148 32 L168 32 L196 10 L286 62"/>
    <circle class="walker" r="5" :class="{ walking: walking }"/>
  </svg>`
}

/** The list is moved beside its button, and the numbers in it are those of the server. */
function jumpTo(columns: Filled[]): Html {
  return html`<div class="jump" id="jump">
    <button type="button" @click="jump = !jump" :aria-expanded="jump" aria-controls="jump-list">Jump to</button>
  </div>
  <template x-teleport="#jump">
    <ul id="jump-list" x-show="jump" @click="jump = false" @keydown.escape.window="jump = false">${columns.map(
      ({ id, name, cards }) => html`<li><a href="#${id}">${name} <b>${cards.length}</b></a></li>`,
    )}</ul>
  </template>`
}

function numbers(columns: Filled[], latest: Card): Html {
  return html`<dialog x-ref="numbers" aria-labelledby="numbers">
    <h2 id="numbers">The board in numbers</h2>
    <dl>${columns.map(({ name, cards }) => html`<div><dt>${name}</dt><dd>${cards.length}</dd></div>`)}</dl>
    <p class="news">${newsOf(latest)}</p>
    <div class="tools">
      <button type="button" class="main" x-action.queue="rerender({ plain: plain })">Re-render everything</button>
      <button type="button" @click="$refs.numbers.close()">Close</button>
    </div>
  </dialog>`
}

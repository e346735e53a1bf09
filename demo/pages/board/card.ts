import { html } from 'hono/html'
import type { Html } from '../../layout.js'

export interface Card {
  id: number
  title: string
  about: string
  /** How many of the three steps. */
  done: number
  note: string
  name: string
  /** The number of the last change, of all that were made on the board. */
  changed: number
}

/** What the visitor does with a card is in its `x-data`, of which the server knows nothing. */
export function cardOf(card: Card, isLatest: boolean): Html {
  const { id, title, done } = card
  return html`<li class="card${isLatest && ' latest'}" id="card-${id}" x-data="{ picked: false, helpers: 0, name: '' }"
    :class="{ picked: picked }">
    <header>
      <h3>${title}</h3>
      <template x-if="picked"><span class="badge">Yours</span></template>
      <button class="check scripted" type="button" role="checkbox" aria-label="Pick ${title}" aria-checked="false"
        :aria-checked="picked" @click="picked = !picked"></button>
    </header>
    <form method="post" class="steps">
      <input type="hidden" name="id" value="${id}">
      <span class="bars" data-done="${done}" aria-hidden="true"><i></i><i></i><i></i></span>
      <span>${done} of 3 steps</span>
      <button name="_action" value="advance" x-action.queue="advance({ plain: plain })">
        ${done < 3 ? 'Move on' : 'Start over'}<span class="hidden"> ${title}</span>
      </button>
    </form>
    ${helpers(title)}
    ${note(card)}
  </li>`
}

function helpers(title: string): Html {
  return html`<div class="helpers scripted" role="group" aria-label="Helpers for ${title}">
    <span>Helpers</span>
    <span class="people" aria-hidden="true"><template x-for="person in helpers"><i></i></template></span>
    <button type="button" aria-label="One fewer" @click="helpers = helpers - 1" :disabled="helpers === 0">−</button>
    <output x-text="helpers">0</output>
    <button type="button" aria-label="One more" @click="helpers = helpers + 1" :disabled="helpers === 5">+</button>
  </div>`
}

function note({ id, title, about, note, name }: Card): Html {
  return html`<details>
    <summary>Note<span class="hidden"> on ${title}</span>${note && html` <q>${note}</q>`}</summary>
    <p>${about}</p>
    <form method="post" x-action="write({ plain: plain })">
      <input type="hidden" name="id" value="${id}">
      <label for="note-${id}">Note</label>
      <input id="note-${id}" name="note" value="${note}" maxlength="120" autocomplete="off">
      <label for="name-${id}">Your name</label>
      <input id="name-${id}" name="name" x-model="name" maxlength="40" autocomplete="off">
      <div class="line">
        <button name="_action" value="write">Save</button>
        <p>${name && html`Written by ${name}. `}<span x-show="name">You sign as <b x-text="name"></b>.</span></p>
      </div>
    </form>
  </details>`
}

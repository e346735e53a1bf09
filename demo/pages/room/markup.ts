import { html } from 'hono/html'
import type { Person } from '../../../server/index.js'
import type { Guest } from '../../guest.js'
import type { Html } from '../../layout.js'
import type { Message } from './messages.js'

/** It begins at its end, and stays there while messages come. */
export function talk(messages: Message[], more: number | undefined): Html {
  return html`<div class="talk" tabindex="0" role="log" aria-label="Messages">
    <div>
      ${earlier(more)}
      <ol id="messages">${messages.map(line)}</ol>
      <p class="empty">Nobody has said anything yet.</p>
    </div>
  </div>`
}

export function line({ id, name, text, at }: Message): Html {
  return html`<li id="message-${id}"><b>${name}</b> <time datetime="${iso(at)}">${iso(at).slice(11, 16)}</time>
    <p class="said">${text}</p></li>`
}

/** Older ones come before the first, if there are older ones. */
export function earlier(more: number | undefined): Html {
  return html`<p id="earlier">${
    more !== undefined && html`<button class="scripted" x-action="GET earlier({ before: ${more} })">Earlier</button>`
  }</p>`
}

export function sayForm(guest: Guest, text: unknown, refused: string | undefined): Html {
  return html`<form method="post" x-action x-data="${JSON.stringify({ text: String(text ?? '') })}">
    <label for="text">Say something, ${guest.name}</label>
    <div class="line">
      <input id="text" name="text" x-model="text" value="${text}" maxlength="300" autocomplete="off" enterkeyhint="send"
        aria-describedby="text-error" @input.throttle.2000ms="text && $action('typing', {}, { lane: 'replace' })"
        ${refused && html`aria-invalid="true"`}>
      <button class="main" name="_action" value="say" :data-busy="$action.pending('say')">Send</button>
    </div>
    <p class="error" id="text-error" role="alert" x-text="$action.errors.first('text')">${refused}</p>
  </form>`
}

/** Told by an event; what is not told again is over. */
export function typing(): Html {
  return html`<p class="hint typing" aria-live="off" x-data="typing" @typing.window="heard($event.detail.name)"
    x-text="text"></p>`
}

export function present(people: readonly Person[]): Html {
  return html`<section class="present" id="present" aria-label="Here now">
    <h2>Here now: <b>${people.length}</b></h2>
    <ul>${people.map(({ id, name }) => html`<li class="guest" id="guest-${id}">${name}</li>`)}</ul>
  </section>`
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

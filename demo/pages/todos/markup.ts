import { html } from 'hono/html'
import type { Html } from '../../layout.js'
import { check, errorLine, type Refusal } from './refusal.js'
import { type Filter, type Todo, urlOf } from './todo.js'

export function addForm(refused: Refusal | undefined): Html {
  return html`<form method="post" novalidate x-action x-data="${JSON.stringify({ title: refused?.title ?? '' })}">
    <label for="title">What is to be done?</label>
    <div class="line">
      <input id="title" name="title" value="${refused?.title}" x-model="title" ${check('title-error', refused)}>
      <button class="main" name="_action" value="add" :data-busy="$action.pending()">Add</button>
    </div>
    ${errorLine('title-error', refused)}
  </form>`
}

/** A filter is one of three words; what a user wrote would not be put into an expression. */
export function filterLink(filter: Filter, current: Filter): Html {
  return html`<a href="${urlOf(filter)}" x-action="GET show({ filter: '${filter}' })"
    :aria-current="filter === '${filter}' && 'true'"${filter === current && html` aria-current="true"`}
    >${{ all: 'All', open: 'Open', done: 'Done' }[filter]}</a>`
}

export function list(todos: Todo[], filter: Filter, refused?: Refusal): Html {
  return html`<section id="list" aria-label="To-dos">
    <ul id="todos">${todos.map((todo) => row(todo, refused))}</ul>
    <p class="empty">${{ all: 'Nothing on the list.', open: 'Nothing is open.', done: 'Nothing is done yet.' }[filter]}</p>
  </section>`
}

export function row({ id, title, done }: Todo, refusal?: Refusal): Html {
  const refused = refusal?.action === 'rename' && String(refusal.id) === String(id) ? refusal : undefined
  return html`<li id="todo-${id}">
    <form method="post" x-action>
      <input type="hidden" name="id" value="${id}">
      <button class="check" name="_action" value="toggle" role="checkbox" aria-checked="${String(done)}"
        aria-labelledby="todo-${id}-title"></button>
    </form>
    <span class="title" id="todo-${id}-title">${title}</span>
    <details id="rename-${id}" x-data @toggle="$el.open ? $refs.title.select() : $refs.rename.focus()"
      @keydown.escape="$refs.form.reset()" @reset="$el.removeAttribute('open')"
      @renamed="$el.removeAttribute('open')"${refused && html` open`}>
      <summary x-ref="rename">Rename<span class="hidden"> ${title}</span></summary>
      <form method="post" novalidate x-ref="form" x-action @reset="$action.errors.clear()">
        <input type="hidden" name="id" value="${id}">
        <label class="hidden" for="title-${id}">New title</label>
        <input id="title-${id}" name="title" value="${refused?.title ?? title}" x-ref="title"
          ${check(`title-${id}-error`, refused)}>
        ${errorLine(`title-${id}-error`, refused)}
        <div class="buttons">
          <button class="main" name="_action" value="rename">Save</button>
          <button type="reset">Cancel</button>
        </div>
      </form>
    </details>
    <form method="post" x-action>
      <input type="hidden" name="id" value="${id}">
      <button class="drop" name="_action" value="drop" aria-label="Remove ${title}">×</button>
    </form>
  </li>`
}

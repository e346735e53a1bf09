import { html } from 'hono/html'
import type Koa from 'koa'
import type { Html } from '../../layout.js'

/** What was refused in a form that was sent without JavaScript. With it, the page has `$action.errors`. */
export interface Refusal {
  action: string
  id: unknown
  title: string
  message: string
}

export function refusalOf({ hyper }: Pick<Koa.Context, 'hyper'>): Refusal | undefined {
  const message = hyper.errors['title']?.[0]
  if (!hyper.action || !message) return undefined
  return { action: hyper.action, id: hyper.values['id'], title: String(hyper.values['title'] ?? ''), message }
}

/** Attributes of the field `title`, which the line of that id describes. */
export function check(lineId: string, refused: Refusal | undefined): Html {
  return html`autocomplete="off" required aria-describedby="${lineId}"
    :aria-invalid="$action.errors.has('title')"${refused && html` aria-invalid="true"`}`
}

export function errorLine(id: string, refused: Refusal | undefined): Html {
  return html`<p class="error" id="${id}" role="alert" x-text="$action.errors.first('title')">${refused?.message}</p>`
}

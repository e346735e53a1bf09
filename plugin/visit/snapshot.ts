import { modelOf } from '../inside-alpine.js'
import { deep } from '../nodes.js'
import { type Served, servedOf } from '../served.js'
import type { Visits } from './visits.js'

/** A page as it was left: what the server sent, and what the user did with its controls. */
export interface Snapshot {
  readonly markup: string
  /** Where its named actions are sent. */
  readonly url: string
  /** By their places in the markup. */
  readonly fields: readonly (readonly [place: number, state: State])[]
}

type State = string | boolean | boolean[]

/** Pages that are kept, and characters that they may have together. */
const most = { pages: 20, characters: 4 * 2 ** 20 }

const controls = 'input, select, textarea, details'
const secret = '[type=password], [type=file], [type=hidden], [autocomplete=off], [autocomplete=off] *'

/** Keeps the page, in the place of the oldest if there are too many. */
export function keepSnapshot(visits: Visits, asks?: HTMLFormElement): void {
  const { snapshots, at } = visits
  snapshots.delete(at.page)
  snapshots.set(at.page, takeSnapshot(visits, asks))
  let characters = 0
  for (const [index, [page, { markup }]] of [...snapshots].reverse().entries()) {
    characters += markup.length
    if (index >= most.pages || characters > most.characters) snapshots.delete(page)
  }
}

function takeSnapshot({ page, root, head }: Visits, asks?: HTMLFormElement): Snapshot {
  const base = servedOf(page, document.body) as Served & HTMLElement
  // its toasts have been shown
  const toasts = page.Alpine.prefixed('toasts')
  for (const el of deep(base, `[${toasts}]`)) if (el.hasAttribute(toasts)) el.setAttribute(toasts, '')
  const title = document.createElement('title')
  title.textContent = document.title
  const top = `${root.outerHTML.replace('</html>', '')}<head>${title.outerHTML}${[...head.keys()].join('')}</head>`
  const fields = [...base.querySelectorAll<Control & Served>(controls)].flatMap((el, place) => {
    const live = el.$live as Control | undefined
    if (!live || (asks && live.form === asks) || live.matches(secret) || `${stateOf(live)}` === `${stateOf(el)}`)
      return []
    return [[place, stateOf(live)] as const]
  })
  return { markup: `<!doctype html>${top}${base.outerHTML}`, url: page.url, fields }
}

function stateOf({ localName, type, open, checked, value, options }: Control): State {
  if (localName === 'details') return open
  if (localName === 'select') return Array.from(options ?? [], (option) => option.selected)
  return /checkbox|radio/.test(type) ? checked : value
}

type Control = HTMLInputElement & { open: boolean; options?: HTMLOptionsCollection }

/** Puts back what the user did, once Alpine has set up the page. */
export function putBack({ page }: Visits, { fields }: Snapshot): void {
  const all = (servedOf(page, document.body) as Served & HTMLElement).querySelectorAll<Control & Served>(controls)
  for (const [place, state] of fields) {
    const live = all[place]?.$live as Control | undefined
    if (!live) continue
    const model = modelOf(live)
    if (typeof state === 'object')
      for (const [index, selected] of state.entries()) Object.assign(live.options?.[index] ?? {}, { selected })
    else if (live.localName === 'details') live.open = !!state
    else if (typeof state === 'string') live.value = state
    else live.checked = state
    if (!model) continue
    if (live.type !== 'checkbox' && (live.type !== 'radio' || state)) model.set(live.value)
    else if (typeof model.get() === 'boolean') model.set(state)
  }
}

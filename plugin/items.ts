import type { Kind, Kinds } from '../server/wire.js'
import type { Call } from './call.js'
import { clearToasts } from './items/clear-toasts.js'
import { elements } from './items/elements.js'
import { errors } from './items/errors.js'
import { event } from './items/event.js'
import { list } from './items/list.js'
import { redirect } from './items/redirect.js'
import { reload } from './items/reload.js'
import { remove } from './items/remove.js'
import { signals } from './items/signals.js'
import { title } from './items/title.js'
import { toast } from './items/toast.js'
import { url } from './items/url.js'
import type { Page } from './page.js'

/** Carries out one kind of item. What it throws is reported, and the next item still runs. */
export type Applier<K extends Kind> = (data: Kinds[K], call: Call, page: Page) => void

/** Kinds that are no items but tell how the answer goes on; the reader of the answer takes them. */
type Control = 'end' | 'error' | 'checkpoint' | 'progress' | 'stop' | 'switch'

/** Kinds of the wire that have no applier yet. */
type Later = 'reset' | 'close' | 'focus' | 'scroll' | 'meta' | 'load' | 'visit'

type Appliers = { [K in Exclude<Kind, Control | Later>]: Applier<K> }

/** The table of items: a new kind is a line here, and the compiler names what is missing. */
const table: Appliers = {
  signals,
  list,
  elements,
  remove,
  toast,
  'clear-toasts': clearToasts,
  event,
  errors,
  title,
  url,
  redirect,
  reload,
}

/** By kind, as the server names it; each applier refuses what it cannot use. */
export const appliers: Partial<Record<string, Applier<never>>> = Object.assign(Object.create(null), table)

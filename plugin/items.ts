import type { Kind, Kinds } from '../server/wire.js'
import type { Call } from './call.js'
import type { ServerEvent } from './event-parser.js'
import { clearToasts } from './items/clear-toasts.js'
import { elements, isOther } from './items/elements.js'
import { errors } from './items/errors.js'
import { event } from './items/event.js'
import { remove } from './items/remove.js'
import { signals } from './items/signals.js'
import { toast } from './items/toast.js'

/** Carries out one kind of item; the next one waits for its promise. What it throws is reported, and the next still runs. */
export type Applier<K extends Kind> = (data: Kinds[K], call: Call, id?: string) => void | Promise<void>

/** Kinds that are no items but tell how the answer, or a live stream, goes on; its reader takes them. */
type Control = 'end' | 'error' | 'live' | 'gap' | 'except' | 'view'

type Appliers = { [K in Exclude<Kind, Control>]: Applier<K> } & {
  /** A field of the stream, not an event. */
  retry: (milliseconds: number, call: Call) => void
}

/** The table of items: a new kind is a line here, or in `lazy`, and the compiler names what is missing. */
const table: Omit<Appliers, Exclude<keyof typeof lazy, 'signals' | 'elements'>> = {
  signals,
  elements,
  remove,
  toast,
  'clear-toasts': clearToasts,
  event,
  errors,
}

const controls = () => import('./items/controls.js')
const stream = () => import('./items/stream.js')
const places = () => import('./items/places.js')
const navigation = () => import('./items/navigation.js')

/** Kinds, or data of a kind, that few pages need: loaded when the first one comes. */
const lazy = {
  signals: (data: string, { edited }: Call) =>
    edited.size > 0 || /"merge":true/.test(data) ? import('./items/careful-signals.js') : undefined,
  elements: (data: string, { options: { swap } }: Call) =>
    isOther.test(data) || isOther.test(`${swap}`) ? import('./items/other-swaps.js') : undefined,
  list: () => import('./items/list.js'),
  reset: controls,
  close: controls,
  checkpoint: stream,
  progress: stream,
  retry: stream,
  switch: stream,
  stop: stream,
  focus: places,
  scroll: places,
  title: navigation,
  meta: navigation,
  load: navigation,
  url: navigation,
  visit: navigation,
  redirect: navigation,
  reload: navigation,
} satisfies { [K in keyof Appliers]?: (data: string, call: Call) => Promise<Pick<Appliers, K>> | undefined }

// maps, as the server names the kind
const loaded = new Map<string, Applier<never>>(Object.entries(table))
const loaders = new Map<string, (data: string, call: Call) => Promise<object> | undefined>(Object.entries(lazy))

/**
 * The appliers that events need, by kind. All are there before the first one runs, so that nothing comes between two
 * items. One that cannot be loaded fails for each of its items.
 */
export async function appliersFor(
  events: readonly ServerEvent[],
  call: Call,
): Promise<ReadonlyMap<string, Applier<never>>> {
  const appliers = new Map(loaded)
  for (const { kind, data } of events) {
    const load = appliers.get(kind) === loaded.get(kind) && loaders.get(kind)?.(data, call)
    if (load) appliers.set(kind, await load.then((file) => file[kind as never], failing))
  }
  return appliers
}

function failing(cause: unknown): () => never {
  return () => {
    throw cause
  }
}

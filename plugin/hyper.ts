import type AlpineJs from 'alpinejs'
import { registerAction } from './action-directive.js'
import { type ActionMagic, actionMagic } from './action-magic.js'
import type { Alpine, Data } from './alpine.js'
import type { Confirm } from './confirm.js'
import { registerEdits } from './edits.js'
import { here, registerHistory } from './history.js'
import { checkAlpine } from './inside-alpine.js'
import { registerLate } from './late-directives.js'
import { registerLine } from './line.js'
import { type Page, slot } from './page.js'
import { keepServed } from './served.js'
import { registerStore } from './store.js'
import { type ToastMagic, toastMagic } from './toasts.js'

export interface HyperOptions {
  /** Name of the global store, `Alpine.store(name)`. Default `hyper`. */
  store?: string
  /** Milliseconds to the first byte of an answer; 0 waits for ever. Default 30000. */
  timeout?: number
  /**
   * Milliseconds for which a call is made again when the network fails it, under one key, so that the server runs it
   * once; 0 for never. A stream that was open is opened again without a limit. Default 30000.
   */
  retry?: number
  /** Headers for each request, read when it is sent. Default: none. */
  headers?: () => Record<string, string>
  /** What the paths of calls and routes begin with: `/shop` makes `/todos` into `/shop/todos`. Default: nothing. */
  base?: string
  /** Asks for `x-confirm`, instead of the plugin's own dialog. */
  confirm?: Confirm
  /**
   * Selector of the regions that answers change. What the server sent for them is kept in memory, so that an answer
   * changes only what the server changed; elsewhere it is reconstructed from the page. Default `body`.
   */
  regions?: string
}

declare module 'alpinejs' {
  interface Magics<T> {
    $action: ActionMagic
    $hyper: Data
    $toast: ToastMagic
  }
}

/** Makes the plugin with options: `Alpine.plugin(createHyper({ store: 'app' }))`. */
export function createHyper({
  store = 'hyper',
  timeout = 30_000,
  retry = 30_000,
  headers = () => ({}),
  base = '',
  confirm,
  regions = 'body',
}: HyperOptions = {}): (Alpine: AlpineJs.Alpine) => void {
  return (given) => {
    const Alpine = given as Alpine
    const page: Page = {
      Alpine,
      store: registerStore(Alpine, store),
      url: location.href,
      shown: here(),
      timeout,
      retry,
      line: Alpine.reactive({ online: navigator.onLine }),
      headers,
      base,
      confirm,
      watched: new WeakSet(),
      calls: Alpine.reactive([]),
      errors: Alpine.reactive(new WeakMap()),
      failures: Alpine.reactive(new WeakMap()),
      inert: document.implementation.createHTMLDocument(),
    }
    Object.assign(Alpine, { [slot]: page })
    // before Alpine changes what the server sent
    const keep = () => {
      for (const el of document.querySelectorAll(page.visit ? 'body' : regions)) keepServed(page, el)
    }
    document.addEventListener('alpine:initializing', keep, { once: true })
    document.addEventListener('alpine:initialized', () => checkAlpine(Alpine), { once: true })
    // these need no x-data around them
    Alpine.addInitSelector(() =>
      ['hyper', 'live', 'toasts', 'online', 'offline'].map((name) => `[${Alpine.prefixed(name)}]`).join(),
    )
    Alpine.magic('action', (el) => actionMagic(page, el))
    Alpine.magic('toast', toastMagic)
    registerHistory(page)
    registerEdits(page)
    registerAction(page)
    registerLate(page)
    registerLine(page)
  }
}

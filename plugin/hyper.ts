import type AlpineJs from 'alpinejs'
import { registerAction } from './action-directive.js'
import { type ActionMagic, actionMagic } from './action-magic.js'
import type { Alpine, Data } from './alpine.js'
import { registerEdits } from './edits.js'
import { createHistory } from './history.js'
import type { Page } from './page.js'
import { keepServed, servedNodes } from './served.js'
import { registerStore } from './store.js'
import { registerToasts, type ToastMagic } from './toasts.js'

export interface HyperOptions {
  /** Name of the global store, `Alpine.store(name)`. Default `hyper`. */
  store?: string
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
export function createHyper(options: HyperOptions = {}): (Alpine: AlpineJs.Alpine) => void {
  return (given) => {
    const Alpine = given as Alpine
    const page: Page = {
      Alpine,
      store: registerStore(Alpine, options.store ?? 'hyper'),
      url: location.href,
      show: createHistory(),
      calls: Alpine.reactive([]),
      errors: Alpine.reactive(new WeakMap()),
      failures: Alpine.reactive(new WeakMap()),
      served: servedNodes(),
      inert: document.implementation.createHTMLDocument(),
    }
    // before Alpine changes what the server sent
    const keep = () => {
      for (const el of document.querySelectorAll(options.regions ?? 'body')) keepServed(page, el)
    }
    document.addEventListener('alpine:initializing', keep, { once: true })
    Alpine.magic('action', (el) => actionMagic(page, el))
    registerEdits(page)
    registerAction(page)
    registerToasts(page)
  }
}

import type AlpineJs from 'alpinejs'
import { registerAction } from './action-directive.js'
import { type ActionMagic, actionMagic } from './action-magic.js'
import type { Alpine, Data } from './alpine.js'
import { createLanes } from './lanes.js'
import { createLedger } from './ledger.js'
import { createHistory, type Page } from './page.js'
import { registerStore } from './store.js'
import { registerToasts, type ToastMagic } from './toasts.js'

export interface HyperOptions {
  /** Name of the global store, `Alpine.store(name)`. Default `hyper`. */
  store?: string
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
    const store = registerStore(Alpine, options.store ?? 'hyper')
    const page: Page = {
      Alpine,
      get store() {
        return store()
      },
      url: location.href,
      ledger: createLedger(Alpine),
      lanes: createLanes(),
      show: createHistory(),
    }
    Alpine.magic('action', (el) => actionMagic(page, el))
    registerAction(page)
    registerToasts(page)
  }
}

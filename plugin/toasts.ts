import type { ToastData, ToastLevel } from '../server/wire.js'
import { withMembers } from './alpine.js'
import { dispatch } from './error.js'
import { later } from './later.js'
import type { Page } from './page.js'

export interface ToastMagic {
  (message: string, options?: Partial<Omit<ToastData, 'message'>>): void
  /** Takes the toasts of one level, or all, off the page. */
  clear(level?: ToastLevel): void
}

/** `x-toasts` shows toasts, as text; `$toast` makes them. A listener that prevents `hyper:toast` draws its own. */
export function registerToasts(page: Page): void {
  const { Alpine } = page
  Alpine.magic('toast', toastMagic)
  Alpine.directive(
    'toasts',
    Alpine.skipDuringClone((el, { expression }, { cleanup }) => {
      // nothing is given back, as Alpine would call it
      const draw = (use: (box: typeof import('./toast-box.js')) => void) =>
        void later(el, 'x-toasts', import('./toast-box.js'), (box) => void use(box))
      draw(({ begin }) => begin(page, el, expression))
      const hear = (event: Event) => draw((box) => box.hear(page, el, event as CustomEvent<ToastData>))
      cleanup(Alpine.bind(el, { '@hyper:toast.window': hear, '@hyper:clear-toasts.window': hear }))
    }),
  )
}

export function toastMagic(el: Element): ToastMagic {
  const send = (message: string, options?: Partial<ToastData>) =>
    void dispatch(el, 'hyper:toast', { level: 'info', ...options, message })
  return withMembers(send, {
    clear: (level?: ToastLevel) => void dispatch(el, 'hyper:clear-toasts', { level }),
  })
}

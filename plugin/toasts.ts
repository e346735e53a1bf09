import type { ToastData, ToastLevel } from '../server/wire.js'
import { actionMagic } from './action-magic.js'
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
  Alpine.addInitSelector(() => `[${Alpine.prefixed('toasts')}]`)
  Alpine.directive(
    'toasts',
    Alpine.skipDuringClone((el, { expression }, { cleanup }) => {
      el.role ??= 'region'
      el.ariaLabel ??= 'Notifications'
      el.ariaLive ??= 'polite'
      // nothing is given back, as Alpine would call it
      const draw = (use: (boxes: typeof import('./toast-box.js')) => undefined) =>
        void later(el, 'x-toasts', import('./toast-box.js'), use)
      // the first toast is not to wait for it
      draw(() => undefined)
      const bindings = {
        '@hyper:toast.window': ({ defaultPrevented, detail }: CustomEvent<ToastData>) =>
          defaultPrevented || draw(({ showToast }) => void showToast(el, detail, actionMagic(page, el))),
        '@hyper:clear-toasts.window': ({ detail }: CustomEvent<{ level?: ToastLevel }>) =>
          draw(({ clearToasts }) => void clearToasts(el, detail.level)),
      }
      cleanup(Alpine.bind(el, bindings))
      const waiting = expression ? (Alpine.evaluate(el, expression) as ToastData[] | undefined) : []
      // once everything that may hear them is set up
      Alpine.nextTick(() => {
        for (const toast of waiting ?? []) toastMagic(el)(toast.message, toast)
      })
    }),
  )
}

function toastMagic(el: Element): ToastMagic {
  const send = (message: string, options?: Partial<ToastData>) =>
    void dispatch(el, 'hyper:toast', { level: 'info', ...options, message })
  return withMembers(send, {
    clear: (level?: ToastLevel) => void dispatch(el, 'hyper:clear-toasts', { level }),
  })
}

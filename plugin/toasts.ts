import type { ToastData, ToastLevel } from '../server/wire.js'
import { actionMagic } from './action-magic.js'
import { withMembers } from './alpine.js'
import { dispatch, HyperError, nameOf, report } from './error.js'
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
    Alpine.skipDuringClone((el, _directive, { cleanup }) => {
      el.role ??= 'region'
      el.ariaLabel ??= 'Notifications'
      el.ariaLive ??= 'polite'
      const draw = (use: (boxes: typeof import('./toast-box.js')) => void) =>
        import('./toast-box.js').then(use, (cause) =>
          report(el, new HyperError('network', `x-toasts on ${nameOf(el)}: ${cause}`, { cause })),
        )
      // the first toast is not to wait for it
      draw(() => {})
      const bindings = {
        '@hyper:toast.window': ({ defaultPrevented, detail }: CustomEvent<ToastData>) =>
          defaultPrevented || draw(({ showToast }) => showToast(el, detail, actionMagic(page, el))),
        '@hyper:clear-toasts.window': ({ detail }: CustomEvent<{ level?: ToastLevel }>) =>
          draw(({ clearToasts }) => clearToasts(el, detail.level)),
      }
      cleanup(Alpine.bind(el, bindings))
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

import type { ToastData, ToastLevel } from '../server/wire.js'
import { withMembers } from './alpine.js'
import { dispatch } from './error.js'

export interface ToastMagic {
  (message: string, options?: Partial<Omit<ToastData, 'message'>>): void
  /** Takes the toasts of one level, or all, off the page. */
  clear(level?: ToastLevel): void
}

/** `$toast` makes toasts; a listener that prevents `hyper:toast` draws its own. */
export function toastMagic(el: Element): ToastMagic {
  const send = (message: string, options?: Partial<ToastData>) =>
    void dispatch(el, 'hyper:toast', { level: 'info', ...options, message })
  return withMembers(send, {
    clear: (level?: ToastLevel) => void dispatch(el, 'hyper:clear-toasts', { level }),
  })
}

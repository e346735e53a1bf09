import { type ItemOf, item } from '../item.js'
import type { ToastAction, ToastLevel } from '../wire.js'

export type Toast = ItemOf<'toast'>

export interface ToastOptions {
  /** Default `info`. An `error` interrupts a screen reader, the others wait. */
  level?: ToastLevel
  /** A toast of the same id is replaced. */
  id?: string
  /** Milliseconds until it goes by itself; 0 keeps it. Default 5000, and 0 for errors and for toasts with an action. */
  timeout?: number
  /** A button on the toast: its label, and the action it runs. */
  action?: ToastAction
}

/** Shows a short message, as text, in the page's `x-toasts`. */
export function toast(message: string, options: ToastOptions = {}): Toast {
  return item('toast', { message, level: 'info', ...options })
}

import { type ItemOf, item } from '../item.js'
import type { ToastLevel } from '../wire.js'

export type ClearToasts = ItemOf<'clear-toasts'>

/** Takes the toasts of one level, or all of them, off the page. */
export function clearToasts(level?: ToastLevel): ClearToasts {
  return item('clear-toasts', level ? { level } : {})
}

import { dispatch } from '../error.js'
import type { Applier } from '../items.js'

export const clearToasts: Applier<'clear-toasts'> = (data, { source }) => {
  dispatch(source, 'hyper:clear-toasts', data)
}

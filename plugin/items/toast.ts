import { dispatch } from '../error.js'
import type { Applier } from '../items.js'

export const toast: Applier<'toast'> = (data, { source }) => {
  dispatch(source, 'hyper:toast', data)
}

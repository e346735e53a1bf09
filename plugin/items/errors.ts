import { formOf } from '../calls.js'
import type { Applier } from '../items.js'

export const errors: Applier<'errors'> = ({ fields }, call) => {
  call.errors = fields
  call.page.errors.set(formOf(call.page, call.source), fields)
}

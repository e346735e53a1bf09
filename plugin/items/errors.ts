import { formOf } from '../calls.js'
import type { Applier } from '../items.js'

export const errors: Applier<'errors'> = ({ fields }, call, page) => {
  call.errors = fields
  page.errors.set(formOf(page, call.source), fields)
}

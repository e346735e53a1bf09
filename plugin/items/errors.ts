import { setErrors } from '../field-errors.js'
import type { Applier } from '../items.js'

export const errors: Applier<'errors'> = (data, call) => {
  const { fields, only } = data as typeof data & { only?: string[] }
  call.errors = fields
  setErrors(call.page, call.form, fields, only)
}

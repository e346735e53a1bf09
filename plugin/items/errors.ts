import type { Applier } from '../items.js'

export const errors: Applier<'errors'> = ({ fields }, call, page) => {
  call.errors = fields
  page.ledger.fields(call.source).errors = fields
}

import { type ItemOf, item } from '../item.js'
import type { FieldErrors } from '../wire.js'

export type Errors = ItemOf<'errors'>

/**
 * Says which fields were refused and why: `errors({ email: 'Already taken', 'items.0.qty': ['Too many'] })`; the field
 * `''` is the form itself. Replaces the form's earlier errors, and makes the status 422 unless the handler set one.
 */
export function errors(fields: Readonly<Record<string, string | readonly string[]>>): Errors {
  const entries = Object.entries(fields).map(([field, messages]) => [field, [messages].flat()] as const)
  return item('errors', { fields: Object.fromEntries(entries) as FieldErrors })
}

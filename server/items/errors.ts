import { type ItemOf, item } from '../item.js'
import type { FieldErrors } from '../wire.js'

export type Errors = ItemOf<'errors'>

export interface ErrorsOptions {
  /**
   * Fields whose earlier errors are replaced, with those nested in them; the others stay. A field that is named here and
   * has no errors is right now. Default: all of the form.
   */
  only?: string | readonly string[]
}

/**
 * Says which fields were refused and why: `errors({ email: 'Already taken', 'items.0.qty': ['Too many'] })`; the field
 * `''` is the form itself. Replaces the form's earlier errors, and makes the status 422 unless the handler set one, or
 * there are none of those that `only` names.
 */
export function errors(
  fields: Readonly<Record<string, string | readonly string[]>>,
  { only }: ErrorsOptions = {},
): Errors {
  const entries = Object.entries(fields).map(([field, messages]) => [field, [messages].flat()] as const)
  return item('errors', {
    fields: Object.fromEntries(entries) as FieldErrors,
    ...(only !== undefined && { only: [only].flat() }),
  })
}

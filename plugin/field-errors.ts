import type { FieldErrors } from '../server/wire.js'
import type { Page } from './page.js'

/** Sets what was refused in a form; with `only`, of these fields and of what is in them, and the others stay. */
export function setErrors({ errors }: Page, form: Element, fields: FieldErrors, only?: readonly string[]): void {
  const present = Object.entries(errors.get(form) ?? {})
  const others = only ? present.filter(([field]) => !only.some((name) => `${field}.`.startsWith(`${name}.`))) : []
  errors.set(form, { ...Object.fromEntries(others), ...fields })
}

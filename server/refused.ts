import type { FieldErrors } from './wire.js'

/** Files that were refused, to be answered with `errors`; what they were sent with is in `values`, as far as it was read. */
export class Refused extends Error {
  readonly expose = true
  readonly status: number
  readonly errors: FieldErrors
  values: Record<string, unknown> = {}

  constructor(status: number, errors: FieldErrors) {
    super(Object.values(errors).flat()[0])
    this.name = 'Refused'
    this.status = status
    this.errors = errors
  }
}

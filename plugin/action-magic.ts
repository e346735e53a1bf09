import { withMembers } from './alpine.js'
import type { CallOptions, Outcome } from './call.js'
import { parseCall } from './call-syntax.js'
import { callsAround, formOf, type Match, rootOf } from './calls.js'
import type { HyperError } from './error.js'
import { setErrors } from './field-errors.js'
import type { Page } from './page.js'
import { start } from './start.js'

/** `$action.errors`: what the server refused in the nearest form, else in the nearest `x-data`. `''` is the form itself. */
export interface FormErrors {
  first(field: string): string | undefined
  all(field: string): readonly string[]
  has(field: string): boolean
  any(): boolean
  /** Forgets the errors of one field, or all. */
  clear(field?: string): void
}

/** `$action('add', { title })` calls a server action; its members tell of the calls under the nearest `x-data`. */
export interface ActionMagic {
  /**
   * Calls an action by name or route: `$action('add')`, `$action('DELETE /todos/:id', { id })`.
   *
   * @throws HyperError `syntax` or `data` for a call that cannot be made; every other failure is in the outcome.
   */
  (call: string, data?: Record<string, unknown>, options?: CallOptions): Promise<Outcome>
  /** Whether a call is under way: any, those of a name, or those of an element or with such data. */
  pending(name?: string, match?: Match): boolean
  /** 0 to 1, of the latest call under way; 0 without one. */
  progress(name?: string): number
  /** The failure of the last call, until one succeeds. */
  readonly error: HyperError | undefined
  cancel(name?: string): void
  readonly errors: FormErrors
}

export function actionMagic(page: Page, el: Element): ActionMagic {
  const around = (name?: string, match?: Match) => callsAround(page, el, name, match)
  const run = async (text: string, data?: Record<string, unknown>, options: CallOptions = {}) => {
    const syntax = parseCall(text)
    const lane = syntax.method === 'GET' ? 'replace' : 'queue'
    return start(page, {
      syntax,
      source: el,
      written: `$action("${text}")`,
      read: () => data,
      options: { lane, ...options },
    })
  }
  return withMembers(run, {
    pending: (name?: string, match?: Match) => around(name, match).length > 0,
    progress: (name?: string) => around(name).pop()?.progress ?? 0,
    cancel(name?: string) {
      for (const { controller } of around(name)) controller.abort()
    },
    get error() {
      return page.failures.get(rootOf(page, el))
    },
    get errors() {
      return formErrors(page, formOf(page, el))
    },
  })
}

function formErrors(page: Page, form: Element): FormErrors {
  const fields = () => page.errors.get(form) ?? {}
  const all = (field: string) => fields()[field] ?? []
  return {
    all,
    first: (field) => all(field)[0],
    has: (field) => all(field).length > 0,
    any: () => Object.keys(fields()).length > 0,
    clear: (field) => setErrors(page, form, {}, field === undefined ? field : [field]),
  }
}

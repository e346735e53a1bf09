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
  /** Ends calls, here and, if they write, on the server. */
  cancel(name?: string): void
  /**
   * Makes calls that wait for the network now, and the last one that failed once more. It runs at most once: what may
   * have reached the server goes under the same key. Undefined if none had failed.
   */
  retry(): Promise<Outcome | undefined>
  /** Whether the server could be reached last. */
  readonly online: boolean
  readonly errors: FormErrors
}

export function actionMagic(page: Page, el: Element): ActionMagic {
  const failure = () => page.failures.get(rootOf(page, el))
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
      for (const call of around(name)) {
        call.controller.abort()
        import('./network.js').then(
          ({ cancel }) => cancel(call),
          () => {},
        )
      }
    },
    async retry() {
      const { call, error } = failure() ?? {}
      const waiting = around()
      return (await import('./network.js')).retry(waiting, call, error)
    },
    get online() {
      return page.line.online
    },
    get error() {
      return failure()?.error
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

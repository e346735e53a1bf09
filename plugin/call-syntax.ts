import { HyperError } from './error.js'

/** What `x-action="[VERB ]name[(data)]"` and `$action('[VERB ]name')` say. */
export interface CallSyntax {
  readonly method: string
  /** The name of an action, or a route that starts with `/`. */
  readonly name: string
  /** The expression between the parentheses. */
  readonly data: string
}

const grammar = /^\s*(?:(GET|POST|PUT|PATCH|DELETE)\s+)?([A-Za-z_$][\w$.-]*|\/[^\s(]*)\s*(?:\((.*)\)\s*)?$/s

/** @throws HyperError `syntax` */
export function parseCall(text: string): CallSyntax {
  const [match, method = 'POST', name = '', data = ''] = grammar.exec(text) ?? []
  if (match === undefined)
    throw new HyperError('syntax', `"${text}" is no call, as add({ id: id }) is; for more, @click="$action('add', …)"`)
  return { method, name, data: data.trim() }
}

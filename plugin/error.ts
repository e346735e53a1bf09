import { idOf } from './id.js'

/**
 * `syntax`: an attribute or call that cannot be read. `data`: data that cannot be sent. `network`, `offline`, `http`,
 * `protocol`, `timeout`, `unknown`: the reasons of an outcome. `blocked`: a queue that is full. `item`: an item that could not be
 * applied. `target`: a selector that matches nothing, or nothing fitting. `signal`: a signal that no scope takes. `alpine`: Alpine is not as alpine-hyper knows it.
 */
export type ErrorCode =
  | 'syntax'
  | 'data'
  | 'network'
  | 'offline'
  | 'http'
  | 'protocol'
  | 'timeout'
  | 'unknown'
  | 'blocked'
  | 'item'
  | 'target'
  | 'signal'
  | 'alpine'

/** Everything that alpine-hyper reports, in `hyper:error` events and on the console. */
export class HyperError extends Error {
  declare readonly code: ErrorCode
  /** The HTTP status, if there was an answer. */
  declare readonly status: number | undefined
  /** Seconds after which the server wants to be asked again: its `Retry-After`, in either form. */
  declare readonly retryAfter: number | undefined

  constructor(code: ErrorCode, message: string, known: { cause?: unknown; status?: number | undefined } = {}) {
    super(message, known)
    Object.assign(this, known, { name: 'HyperError', code })
  }
}

/** Of what an element does, with what is written there: `x-action="add" on <button id="add">: …`. */
export function failureOf(
  { source, written }: { readonly source: Element; readonly written: string },
  code: ErrorCode,
  message: unknown,
  known?: ConstructorParameters<typeof HyperError>[2],
): HyperError {
  return new HyperError(code, `${written} on ${nameOf(source)}: ${message}`, known)
}

/** Dispatches a bubbling `hyper:error` from the source; unless a listener prevents it, the console has it too. */
export function report(source: Element, error: HyperError): void {
  if (dispatch(source, 'hyper:error', { error })) console.error(error)
}

/** Bubbles, from the document if the element is gone. False if a listener prevented it. */
export function dispatch(el: Node | undefined, name: string, detail: unknown): boolean {
  const event = new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true })
  return (el?.isConnected ? el : document).dispatchEvent(event)
}

/** How an element is called in a message: `<button id="add">`. */
export function nameOf(el: Element): string {
  return `<${el.localName}${idOf(el) && ` id="${idOf(el)}"`}>`
}

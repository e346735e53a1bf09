/**
 * `syntax`: an attribute or call that cannot be read. `data`: data that cannot be sent. `network`, `http`, `protocol`: the
 * reasons of an outcome. `item`: an item that could not be applied. `target`: a selector that matches nothing.
 * `signal`: a signal that no scope takes. `option`: the plugin was set up wrongly.
 */
export type ErrorCode = 'syntax' | 'data' | 'network' | 'http' | 'protocol' | 'item' | 'target' | 'signal' | 'option'

/** Everything that alpine-hyper reports, in `hyper:error` events and on the console. */
export class HyperError extends Error {
  override readonly name = 'HyperError'
  readonly code: ErrorCode
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined

  constructor(code: ErrorCode, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options)
    this.code = code
    this.status = options.status
  }
}

/** Dispatches a bubbling `hyper:error` from the source; unless a listener prevents it, the console has it too. */
export function report(source: Element, error: HyperError): void {
  const from = source.isConnected ? source : document
  if (dispatch(from, 'hyper:error', { error })) console.error(error)
}

/** False if a listener prevented it. */
export function dispatch(from: EventTarget, name: string, detail: unknown): boolean {
  return from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }))
}

/** How an element is called in a message: `<button id="add">`. */
export function nameOf(el: Element): string {
  return (el.cloneNode() as Element).outerHTML.replace(/<\/.*/s, '')
}

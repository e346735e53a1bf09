import { Stream, type Writable } from 'node:stream'

/** A body that begins when all middleware is done, so that the headers and cookies that it sets are sent. */
export class LiveBody extends Stream {
  /** For middleware that looks whether a body can be piped. */
  readonly readable = true
  isPiped = false
  #begin: ((to: Writable) => void) | undefined

  constructor(begin: (to: Writable) => void) {
    super()
    this.#begin = begin
  }

  override pipe<To extends NodeJS.WritableStream>(to: To): To {
    this.isPiped = true
    this.#begin?.(to as unknown as Writable)
    this.#begin = undefined
    return to
  }

  /** Koa destroys what has been sent; there is nothing to let go of. */
  destroy(): void {}
}

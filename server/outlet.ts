import { Stream, type Writable } from 'node:stream'
import type { Beating, Heart } from './heart.js'

/** Sends the headers of a stream that has no item yet, and keeps a quiet connection open. */
export const comment = ':\n\n'

/** Where a stream is cut off without an `end`, so that the page connects again, and how many milliseconds later at least. */
const comeBack = 'retry: 1000\n\n'

/** Characters or bytes that wait for a place to go to, before whoever sends them has to wait as well. */
const most = 16 * 1024

/**
 * The body of a streamed answer, and how it is filled. What is sent goes straight to where it is piped to, and hardly
 * anything is held beside that: thousands may be open and idle.
 */
export class Outlet extends Stream implements Beating {
  /** For middleware that looks whether a body can be piped. */
  readonly readable = true
  /** Nobody reads it any more: the client left, or it was read to its end. */
  isLeft = false
  isEnded = false
  readonly #heart: Heart
  readonly #leave: (() => void) | undefined
  #to: Writable | undefined
  #endsTo = true
  /** What was sent before it was piped. */
  #waiting: (string | Buffer)[] | undefined
  #room: Promise<void> | undefined
  #release: (() => void) | undefined

  /** `leave` runs once, when nobody reads it any more. */
  constructor(heart: Heart, leave?: () => void) {
    super()
    this.#heart = heart
    this.#leave = leave
    heart.add(this)
  }

  /** Connects it with a response, or with what transforms it on its way to one. */
  override pipe<To extends NodeJS.WritableStream>(to: To, { end = true }: { end?: boolean } = {}): To {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    this.#to = to as unknown as Writable
    this.#endsTo = end
    to.on('close', () => this.destroy())
    this.#goOn()
    for (const chunk of waiting) this.#write(chunk)
    if (this.isEnded) this.#finish()
    return to
  }

  get isPiped(): boolean {
    return this.#to !== undefined
  }

  send(chunk: string | Buffer): void {
    if (this.isLeft || this.isEnded || chunk.length === 0) return
    if (this.#to) return this.#write(chunk)
    this.#waiting ??= []
    this.#waiting.push(chunk)
    if (this.#waiting.reduce((size, { length }) => size + length, 0) > most) this.#wait()
  }

  beat(): void {
    this.send(comment)
  }

  /** Settles when the client has read on, or has left; undefined if there is no need to wait. */
  room(): Promise<void> | undefined {
    return this.#room
  }

  end(): void {
    if (this.isLeft || this.isEnded) return
    this.isEnded = true
    this.#heart.delete(this)
    if (this.#to) this.#finish()
  }

  /** Cuts it off, and tells the client to come back. */
  retreat(): void {
    if (this.isLeft) return
    this.send(comeBack)
    this.destroy()
    this.isEnded = true
    if (this.#to) this.#finish()
  }

  /** Koa calls it as well: when the response is over, or has got another body. */
  destroy(): void {
    if (this.isLeft) return
    this.isLeft = true
    this.#heart.delete(this)
    this.#goOn()
    this.emit('close')
    this.#leave?.()
  }

  #write(chunk: string | Buffer): void {
    const to = this.#to
    if (!to || to.writableEnded || to.write(chunk) || this.#room) return
    this.#wait()
    to.once('drain', () => this.#goOn())
  }

  #finish(): void {
    this.emit('end')
    if (this.#endsTo) this.#to?.end()
  }

  #wait(): void {
    this.#room ??= new Promise((resolve) => {
      this.#release = resolve
    })
  }

  #goOn(): void {
    this.#release?.()
    this.#room = undefined
    this.#release = undefined
  }
}

/** Why a call has no answer, in the words that the page's outcome has for it. */
export type LostReason = 'unknown' | 'aborted'

/** A call that was begun before, and whose answer nobody has; or one that was cancelled. */
export class Lost extends Error {
  readonly expose = true
  readonly status: number
  readonly reason: LostReason

  constructor(status: number, reason: LostReason, message: string) {
    super(message)
    this.name = 'Lost'
    this.status = status
    this.reason = reason
  }
}

export function cancelled(): Lost {
  return new Lost(409, 'aborted', 'The call was cancelled')
}

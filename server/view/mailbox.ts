import { flushSoon } from './flush.js'
import type { ViewRecord } from './record.js'
import { touchAgain } from './state.js'

/** One thing that a view has to do: a handler to run. */
export interface Message {
  readonly run: () => unknown
  /** It will not run, as the view is over. */
  readonly drop: (() => void) | undefined
}

/** Messages of one view that may wait. */
const longest = 10_000

export const stuck = `${longest} messages; is one of its handlers stuck?`

/**
 * Runs a handler of a view behind all that wait; what it throws is reported, and does not end the next one. False if too
 * many wait.
 */
export function post(record: ViewRecord, run: () => unknown, drop?: () => void): boolean {
  if (record.messages.length >= longest) return false
  record.messages.push({ run, drop })
  if (!record.isBusy) void work(record)
  return true
}

/**
 * Runs a handler in its turn, and gives what that gives.
 *
 * @throws what it throws; what `refuse` makes if too many wait, or if the view is over before its turn.
 */
export function ask<T>(record: ViewRecord, run: () => T | Promise<T>, refuse: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const drop = () => reject(refuse())
    const answer = async () => {
      try {
        resolve(await run())
      } catch (error) {
        reject(error)
      }
    }
    if (record.reason || !post(record, answer, drop)) drop()
  })
}

/** Takes out what waits. */
export function empty(record: ViewRecord): void {
  for (const { drop } of record.messages.splice(0)) drop?.()
}

async function work(record: ViewRecord): Promise<void> {
  record.isBusy = true
  for (let message = record.messages.shift(); message; message = record.messages.shift()) {
    try {
      record.touched = new Set()
      await message.run()
    } catch (error) {
      record.host.report(record, error)
    }
    touchAgain(record)
    if (record.dirty) flushSoon(record)
  }
  record.isBusy = false
}

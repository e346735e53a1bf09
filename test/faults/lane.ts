import type { Socket } from 'node:net'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { Direction, Fault } from './fault.js'

/** One direction of an exchange, with the fault that it has. */
export interface Lane {
  /** Bytes that came out at its other end. */
  readonly passed: number
  /** Resolves when they were sent, or are lost. */
  write(bytes: Buffer): Promise<void>
  finish(): Promise<void>
  /** FIN was sent in the place of what was still to come. */
  readonly isClosed: boolean
  /** The message is whole. */
  readonly isFinished: boolean
}

export interface LaneOptions {
  to: Socket
  direction: Direction
  fault: Fault | undefined
  /** Ends both connections. @throws always */
  cut(how: 'end' | 'reset'): never
  signal: AbortSignal
}

export function laneOf({ to, direction, fault, cut, signal }: LaneOptions): Lane {
  const own = fault && 'direction' in fault && fault.direction === direction ? fault : undefined
  let passed = 0
  let isDue = own !== undefined
  let isClosed = false
  let isFinished = false

  const put = async (bytes: Buffer) => {
    if (isClosed || bytes.length === 0) return
    await send(to, bytes)
    passed += bytes.length
  }
  const inChunks = async (bytes: Buffer, chunk: number, perSecond = Infinity) => {
    const since = performance.now() - (1000 * passed) / perSecond
    for (let at = 0; at < bytes.length; at += chunk) {
      await put(bytes.subarray(at, at + chunk))
      const early = since + (1000 * passed) / perSecond - performance.now()
      // a timer cannot wait for less
      await (early > 1 ? wait(early, undefined, { signal }) : turn())
    }
  }
  const happen = async () => {
    isDue = false
    if (own?.kind === 'cut') cut(own.how)
    if (own?.kind === 'stall' || own?.kind === 'delay') await rest(own.milliseconds, signal)
    if (own?.kind === 'half') {
      to.end()
      isClosed = true
    }
  }
  return {
    get passed() {
      return passed
    },
    get isClosed() {
      return isClosed
    },
    async write(bytes) {
      if (own?.kind === 'throttle') return inChunks(bytes, own.chunk, own.perSecond)
      const before = isDue && own ? ('at' in own ? own.at : 0) - passed : Infinity
      if (before > bytes.length) return put(bytes)
      await put(bytes.subarray(0, before))
      await happen()
      await put(bytes.subarray(before))
    },
    get isFinished() {
      return isFinished
    },
    async finish() {
      if (isDue) await happen()
      isFinished = true
    },
  }
}

function send(to: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    to.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds < Infinity) return wait(milliseconds, undefined, { signal })
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

/** What becomes of a call while another of its lane is under way. */
export type Lane = 'replace' | 'block' | 'queue' | 'parallel'

/** A place in a lane; it is given back once, by its owner. */
export interface Place {
  /** Resolves when the call may be sent. */
  readonly ready: Promise<void>
  leave(): void
}

export interface Lanes {
  /** Undefined if the lane is blocked. */
  enter(lane: Lane, key: object, name: string, abort: () => void): Place | undefined
}

interface Owner {
  readonly abort: () => void
  readonly done: Promise<void>
}

export function createLanes(): Lanes {
  const owners = new WeakMap<object, Map<string, Owner>>()
  return {
    enter(lane, key, name, abort) {
      const lanes = owners.get(key) ?? new Map<string, Owner>()
      owners.set(key, lanes)
      const slot = lane === 'replace' ? `replace ${name}` : lane
      const present = lane === 'parallel' ? undefined : lanes.get(slot)
      if (present && lane === 'block') return undefined
      if (present && lane === 'replace') present.abort()

      let end = () => {}
      const done = new Promise<void>((resolve) => {
        end = resolve
      })
      const own = { abort, done }
      lanes.set(slot, own)
      return {
        ready: (lane === 'queue' && present?.done) || Promise.resolve(),
        leave() {
          // a call that was replaced must not free the place of its successor
          if (lanes.get(slot) === own) lanes.delete(slot)
          end()
        },
      }
    },
  }
}

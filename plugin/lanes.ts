/** What becomes of a call while another of its lane is under way. */
export type Lane = 'replace' | 'block' | 'queue' | 'parallel'

interface Owner {
  readonly abort: () => void
  readonly done: Promise<unknown>
}

/** A place in a lane: when the call may be sent, and what gives the place back. */
export type Place = readonly [ready: Promise<unknown> | undefined, leave: () => void]

/** Takes a place in a lane of `key`; undefined if the lane is blocked. */
export type Lanes = (lane: Lane, key: object, name: string, abort: () => void) => Place | undefined

export function createLanes(): Lanes {
  const owners = new WeakMap<object, Map<string, Owner>>()
  return (lane, key, name, abort) => {
    const lanes = owners.get(key) ?? new Map<string, Owner>()
    owners.set(key, lanes)
    const slot = lane === 'replace' ? `/${name}` : lane
    const present = lane === 'parallel' ? undefined : lanes.get(slot)
    if (present && lane === 'block') return undefined
    if (present && lane === 'replace') present.abort()

    let end: (value?: unknown) => void
    const own: Owner = { abort, done: new Promise((resolve) => (end = resolve)) }
    lanes.set(slot, own)
    return [
      lane === 'queue' ? present?.done : undefined,
      () => {
        // a call that was replaced must not free the place of its successor
        if (lanes.get(slot) === own) lanes.delete(slot)
        end()
      },
    ]
  }
}

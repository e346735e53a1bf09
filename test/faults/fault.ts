import { seeded } from './random.js'

export type Direction = 'request' | 'answer'

/**
 * What goes wrong with one exchange. `at` counts the bytes of its direction, the head among them; when the message is
 * shorter, the fault comes right behind it.
 */
export type Fault =
  /** Both connections end, by FIN or by RST. */
  | { kind: 'cut'; direction: Direction; at: number; how: 'end' | 'reset' }
  /** The first byte waits. */
  | { kind: 'delay'; direction: Direction; milliseconds: number }
  /** Nothing is passed on for a time, or for ever: `Infinity`. */
  | { kind: 'stall'; direction: Direction; at: number; milliseconds: number }
  /** The server gets the request a second time, after so many milliseconds; that answer is thrown away. */
  | { kind: 'duplicate'; after: number }
  /** The server acts and answers in full, and the client only sees its connection reset. */
  | { kind: 'drop' }
  /** Each write passes on so many bytes, and waits until `perSecond` allows the next one; without it, for a turn. */
  | { kind: 'throttle'; direction: Direction; chunk: number; perSecond?: number }
  /** FIN in this direction only: the server's answer still comes, or the server does not notice that nobody hears. */
  | { kind: 'half'; direction: Direction; at: number }

export type FaultKind = Fault['kind']

/** One exchange of HTTP/1.1 that is about to be passed on. */
export interface Asked {
  /** From 0, in the order of arrival. */
  number: number
  method: string
  /** Path and query. */
  url: string
  header(name: string): string | undefined
}

export type Plan = (asked: Asked) => Fault | undefined

/** Shares of the exchanges that have a fault of this kind; the rest has none. */
export type Rates = Partial<Record<FaultKind, number>>

/** Draws a fault for each exchange, the same for the same seed and number, whatever the faults before it did. */
export function randomPlan(seed: number, rates: Rates): Plan {
  return ({ number }) => {
    const random = seeded(seed ^ Math.imul(number + 1, 0x9e3779b1))
    let drawn = random()
    for (const [kind, rate] of Object.entries(rates) as [FaultKind, number][]) {
      if (drawn < rate) return makers[kind](random)
      drawn -= rate
    }
    return undefined
  }
}

/** Any byte of a call or of a short answer: both have a head of some 500 bytes. */
const reach = 1000

const makers: { [K in FaultKind]: (random: () => number) => Extract<Fault, { kind: K }> } = {
  cut: (random) => ({
    kind: 'cut',
    direction: directionFrom(random),
    at: upTo(reach, random),
    how: random() < 0.5 ? 'end' : 'reset',
  }),
  delay: (random) => ({ kind: 'delay', direction: directionFrom(random), milliseconds: upTo(60, random) }),
  stall: (random) => ({
    kind: 'stall',
    direction: directionFrom(random),
    at: upTo(reach, random),
    milliseconds: upTo(200, random),
  }),
  duplicate: (random) => ({ kind: 'duplicate', after: upTo(40, random) }),
  drop: () => ({ kind: 'drop' }),
  throttle: (random) => ({
    kind: 'throttle',
    direction: directionFrom(random),
    chunk: 1 + upTo(16, random),
    perSecond: 10_000 + upTo(90_000, random),
  }),
  half: (random) => ({ kind: 'half', direction: directionFrom(random), at: upTo(reach, random) }),
}

function directionFrom(random: () => number): Direction {
  return random() < 0.5 ? 'request' : 'answer'
}

function upTo(most: number, random: () => number): number {
  return Math.floor(random() * (most + 1))
}

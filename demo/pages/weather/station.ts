/** What the station measures. */
export interface Reading {
  /** Degrees Celsius. */
  temperature: number
  /** Kilometres per hour. */
  wind: number
  /** Hectopascal. */
  pressure: number
}

/** Invented, and the same at a time in every process. */
export function readingAt(time: number): Reading {
  const minutes = time / 60_000
  const wave = (length: number, shift = 0) => Math.sin((minutes / length + shift) * 2 * Math.PI)
  const wind = 24 + 14 * wave(3) + 9 * wave(0.7, 0.2) + 3 * wave(0.11)
  return {
    temperature: round(-2 + 3 * wave(7) + 0.6 * wave(0.5, 0.4)),
    wind: Math.round(Math.max(0, wind)),
    pressure: round(712 + 4 * wave(11, 0.1)),
  }
}

/** What somebody who looks at it would write down; nothing while all is as it was. */
export function remark(before: Reading, now: Reading): string | undefined {
  const crossed = (limit: number, of: keyof Reading) => before[of] < limit !== now[of] < limit
  if (crossed(40, 'wind')) return now.wind < 40 ? 'The gusts are over.' : 'Gusts: the shutters rattle.'
  if (crossed(15, 'wind')) return now.wind < 15 ? 'Hardly any wind.' : 'The flag is up again.'
  if (crossed(0, 'temperature')) return now.temperature < 0 ? 'It freezes.' : 'It thaws.'
  if (crossed(712, 'pressure')) return now.pressure < 712 ? 'The glass falls.' : 'The glass rises.'
  return undefined
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

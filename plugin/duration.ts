/** Milliseconds of a modifier such as `150ms`, `5s` or `2m`; undefined if it is none. */
export function durationOf(modifier: string): number | undefined {
  const [, amount, unit] = /^(\d+)(ms|s|m)$/.exec(modifier) ?? []
  return amount ? Number(amount) * { ms: 1, s: 1000, m: 60_000 }[unit as 's'] : undefined
}

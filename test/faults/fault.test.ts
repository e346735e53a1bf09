import { expect, test } from 'vitest'
import { type Asked, type FaultKind, type Rates, randomPlan } from './fault.js'
import { seeded } from './random.js'

const asked = (number: number): Asked => ({ number, method: 'POST', url: '/', header: () => undefined })
const draw = (seed: number, rates: Rates, count = 10_000) =>
  Array.from({ length: count }, (_, number) => randomPlan(seed, rates)(asked(number)))

test('the numbers are those of mulberry32', () => {
  const random = seeded(1)
  expect([random(), random(), random()]).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522])
})

test('the same seed gives the same faults, another one others', () => {
  const rates: Rates = { cut: 0.3, stall: 0.3, drop: 0.1 }
  expect(draw(7, rates, 100)).toEqual(draw(7, rates, 100))
  expect(draw(7, rates, 100)).not.toEqual(draw(8, rates, 100))
})

test('each kind has its share', () => {
  const rates: Required<Rates> = {
    cut: 0.2,
    delay: 0.1,
    stall: 0.1,
    duplicate: 0.1,
    drop: 0.1,
    throttle: 0.1,
    half: 0.1,
  }
  const drawn = draw(3, rates)
  for (const [kind, rate] of Object.entries(rates) as [FaultKind, number][]) {
    const share = drawn.filter((fault) => fault?.kind === kind).length / drawn.length
    expect([kind, Math.abs(share - rate) < 0.02]).toEqual([kind, true])
  }
  expect(Math.abs(drawn.filter((fault) => !fault).length / drawn.length - 0.2)).toBeLessThan(0.02)
})

test('a cut may be at the first byte, or at any other', () => {
  const places = draw(3, { cut: 1 }).map((fault) => (fault?.kind === 'cut' ? fault.at : -1))
  expect(Math.min(...places)).toBe(0)
  expect(new Set(places).size).toBe(1001)
})

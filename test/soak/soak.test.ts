import { expect, test } from 'vitest'
import { harmless } from './rates.js'
import { soak } from './soak.js'

const seed = 5

test.each([
  ['no faults', {}],
  ['delays, stalls and slowness', harmless],
])(
  'with %s, each action runs exactly once, and the page is as the server',
  async (_title, rates) => {
    const report = await soak({ actions: 60, seed, rates, patience: 40_000 })
    expect(report.wrong).toEqual([])
    expect(report).toMatchObject({ actions: 60, exchanges: 60, ended: { ok: 60 } })
  },
  60_000,
)

import { expect, test } from 'vitest'
import { rates } from './rates.js'
import { soak } from './soak.js'

const seed = 5

test('with all kinds of faults, each action runs exactly once, the page is as the server, and nothing is stuck', async () => {
  const report = await soak({ actions: 60, seed, rates, patience: 60_000 })
  expect(report.wrong).toEqual([])
  expect(report).toMatchObject({ actions: 60, ended: { ok: 60 } })
  // the faults were there
  expect(report.exchanges).toBeGreaterThan(70)
  expect(Object.keys(report.faults).sort()).toEqual([...Object.keys(rates), 'none'].sort())
}, 90_000)

import type { Rates } from '../faults/fault.js'
import { rates } from './rates.js'
import { soak } from './soak.js'

const [actions = '2000', seed = String(Date.now() % 1_000_000), only = ''] = process.argv.slice(2)
const chosen: Rates =
  only === 'none' ? {} : Object.fromEntries(Object.entries(rates).filter(([kind]) => only.includes(kind) || !only))

console.log(`${actions} actions; npm run soak -- ${actions} ${seed} ${only} repeats the faults`)
const report = await soak({ actions: Number(actions), seed: Number(seed), rates: chosen, patience: 1_800_000 })
const { milliseconds, exchanges, faults, attempts, ended, wrong } = report
const line = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ')
console.log(`${report.actions} calls in ${(milliseconds / 1000).toFixed(1)} s took ${exchanges} exchanges
faults: ${line(faults)}
calls by their exchanges: ${line(attempts)}
calls ended: ${line(ended)}
${wrong.length > 0 ? `WRONG:\n${wrong.join('\n')}` : 'Each action ran exactly once, the page is as the server, and nothing is stuck.'}`)
if (wrong.length > 0) process.exitCode = 1

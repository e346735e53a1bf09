import { clicks } from './clicks.js'
import { idle } from './idle.js'
import { long } from './long.js'
import { memory } from './memory.js'
import { morph } from './morph.js'
import { push } from './push.js'
import { type Ratio, ratioTable } from './ratio.js'
import { server } from './server.js'
import { signals } from './signals.js'
import { startup } from './startup.js'
import { stream } from './stream.js'
import { views } from './views.js'
import { visit } from './visit.js'

const benchmarks = { signals, clicks, stream, long, startup, morph, visit, memory, server, idle, push, views }

const [wanted = ''] = process.argv.slice(2).filter((parameter) => !parameter.startsWith('-'))
const asJson = process.argv.includes('--json')
const results: Record<string, Ratio[]> = {}
for (const [name, { title, run }] of Object.entries(benchmarks)) {
  if (!name.includes(wanted)) continue
  if (!asJson) console.log(`${name}: ${title}`)
  results[name] = await run()
  if (!asJson) console.log(`${ratioTable(results[name])}\n`)
}
if (asJson) console.log(JSON.stringify(results, undefined, 2))

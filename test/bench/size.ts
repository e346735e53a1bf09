import { budget, kB, measureSizes, sizeTable } from './sizes.js'

const sizes = await measureSizes()
if (process.argv.includes('--json')) console.log(JSON.stringify({ budget, ...sizes }, undefined, 2))
else {
  console.log(`${sizeTable(sizes)}\n`)
  const { core, visit, lazy, server } = sizes
  for (const { name, min, gzip, brotli, files } of [core, visit, lazy, server]) {
    console.log(`${name}: ${kB(min)} minified, ${kB(gzip)} gzip, ${kB(brotli)} brotli, of which by file`)
    for (const file of files) console.log(`${String(file.brotli).padStart(7)}  ${file.file}`)
    console.log()
  }
  const left = budget - core.brotli
  console.log(`The core's budget is ${kB(budget)} brotli: ${Math.abs(left)} bytes ${left < 0 ? 'over' : 'left'}.`)
}

import { expect, test } from 'vitest'
import { answers } from '../wire/table.js'
import { useApp } from './app.js'
import { openGolden, ways } from './golden.js'

const open = useApp()

test.each(ways)('every golden answer gives the same page when it comes a byte at a time (%s)', async (way) => {
  const { proxy, onCalls, run, wanted } = await openGolden(open)
  onCalls(() => ({ kind: 'throttle', direction: 'answer', chunk: 1 }))
  for (const row of answers) {
    const [given] = await run(row, way)
    expect([row.title, given?.shown]).toEqual([row.title, await wanted(row)])
  }
  const calls = proxy.log.filter(({ method }) => method === 'POST')
  expect(calls.map(({ isWhole }) => isWhole)).toEqual(answers.map(() => true))
})

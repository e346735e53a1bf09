import { expect, test } from 'vitest'
import { answers, departures } from '../wire/table.js'
import { useApp } from './app.js'
import { type CallFault, openGolden, type Way } from './golden.js'

const open = useApp()

/** The first attempt of the n-th call is cut at the n-th place from the first on. */
const cutFrom =
  (first: number, step = 1): CallFault =>
  (call, attempt) =>
    attempt > 1
      ? undefined
      : { kind: 'cut', direction: 'answer', at: first + call * step, how: call % 2 ? 'end' : 'reset' }

test(
  'every golden answer that streams, cut at each of its bytes, gives the same page',
  () => cutAll('stream', 1),
  300_000,
)

// it is applied when it is whole, wherever it was cut
test(
  'every golden answer that is known at once, cut here and there, gives the same page',
  () => cutAll('whole', 5),
  300_000,
)

async function cutAll(way: Way, step: number): Promise<void> {
  const { proxy, onCalls, run, wanted } = await openGolden(open)
  for (const row of answers) {
    onCalls(() => undefined)
    await run(row, way)
    const { head = 0, answered = 0 } = proxy.log.at(-1) ?? {}
    const right = await wanted(row)

    onCalls(cutFrom(head, step))
    const runs = await run(row, way, Math.floor((answered - head) / step) + 1)
    const wrong = runs.filter(({ shown }) => shown !== right)
    const cuts = wrong.map(({ id, shown }) => {
      const cut = proxy.log.find(({ header }) => header('Hyper-Call') === id)
      return { title: row.title, cut: cut?.fault, shown }
    })
    expect(cuts).toEqual([])
  }
}

test('every golden answer that leads elsewhere, cut at each of its bytes, leads there', async () => {
  const { proxy, onCalls, leave } = await openGolden(open)
  for (const row of departures) {
    onCalls(() => undefined)
    await leave(row)
    const { head = 0, answered = 0 } = proxy.log.findLast(({ method }) => method === 'POST') ?? {}
    onCalls(cutFrom(head))
    await leave(row, answered - head + 1)
  }
}, 300_000)

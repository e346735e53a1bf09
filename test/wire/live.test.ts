import { expect, test } from 'vitest'
import { signal } from '../../server/index.js'
import { serveLive } from '../server/lives.js'
import { lives } from './live-table.js'

test.each(lives.map((row) => [row.title, row] as const))('%s is written', async (_title, { published, last, text }) => {
  const { live, hub } = await serveLive({ live: { onGap: () => signal('n', 5) } })
  const [epoch = ''] = hub.cursor().split('.')
  const wanted = text.replaceAll('EPOCH', epoch)
  const { until } = await live('/live/room?user=ann', last ? { 'Last-Event-ID': last } : {})
  await published?.(hub)
  expect(await until((read) => read.length >= wanted.length)).toBe(wanted)
})

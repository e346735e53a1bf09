import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import Koa from 'koa'
import { afterAll, expect, test } from 'vitest'
import { eventParser } from '../../plugin/event-parser.js'
import {
  action,
  actions,
  type Elements,
  elements,
  event,
  hyper,
  type Item,
  signals,
  toast,
} from '../../server/index.js'

const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing) close()
})

const json = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 })
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\n\n', '\r', '\0', '\u2028', '\nevent: end\n'),
)
const item: fc.Arbitrary<Item | Elements> = fc.oneof(
  json.map((value) => signals({ value })),
  text.map((message) => toast(message)),
  text.map((markup) => elements(markup)),
  fc.tuple(text, json).map(([name, detail]) => event(name, detail)),
)

test('what an action returns is what the page reads, wherever the bytes are cut', async () => {
  let returned: (Item | Elements)[] = []
  let streams = false
  const go = action(() =>
    streams
      ? (async function* () {
          for (const each of returned) {
            await null
            yield each
          }
        })()
      : returned,
  )
  const server = new Koa().use(hyper()).use(actions({ go })).listen(0)
  closing.push(
    () => void server.closeAllConnections(),
    () => void server.close(),
  )
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`

  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      async (items, stream, size) => {
        returned = items
        streams = stream
        const answer = await fetch(url, { method: 'POST', headers: { 'Hyper-Call': 'c1', 'Hyper-Action': 'go' } })
        const bytes = new Uint8Array(await answer.arrayBuffer())
        const decoder = new TextDecoder()
        const read: unknown[] = []
        const feed = eventParser(({ kind, data }) => read.push({ kind, data: JSON.parse(data) }))
        for (let at = 0; at < bytes.length; at += size)
          feed(decoder.decode(bytes.subarray(at, at + size), { stream: true }))
        const sent = items.map(({ kind, data }) => ({ kind, data }))
        expect(read).toEqual([...JSON.parse(JSON.stringify(sent)), { kind: 'end', data: {} }])
      },
    ),
    { numRuns: 200 },
  )
})

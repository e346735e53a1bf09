import { createParser } from 'eventsource-parser'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventParser } from '../../plugin/event-parser.js'

interface Parsed {
  kind: string
  data: string
}

/** Feeds chunks to the plugin's parser. */
function parse(chunks: readonly string[]): Parsed[] {
  const events: Parsed[] = []
  const feed = eventParser(({ kind, data }) => events.push({ kind, data }))
  for (const chunk of chunks) feed(chunk)
  return events
}

/** The same by the package eventsource-parser. */
function reference(text: string): Parsed[] {
  const events: Parsed[] = []
  const parser = createParser({
    onEvent: ({ event = 'message', data }) => events.push({ kind: event, data }),
    onRetry: (milliseconds) => events.push({ kind: 'retry', data: `${milliseconds}` }),
  })
  parser.feed(text)
  return events
}

const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', '  x', ':', 'a:b', '\u2028', '\0', '{"a":1}'),
)
const line = fc
  .oneof(
    fc.tuple(
      fc.constantFrom('data', 'data', 'event', 'id', 'retry', '', 'other', 'Data', ' data'),
      fc.constantFrom(':', ': '),
      value,
    ),
    fc.tuple(fc.constantFrom('data', 'event', 'id', ''), fc.constant(''), fc.constant('')),
    fc.tuple(fc.constant(''), fc.constant(''), fc.constant('')),
  )
  .map(([field, colon, value]) => field + colon + value.replace(/[\r\n]/g, ''))
/** Many fields, blank lines and comments, with any line ends; the last comment ends the last line for both parsers. */
const stream = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\n\r\n', '\r\r')), { maxLength: 30 })
  .map((lines) => `${lines.map(([text, end]) => text + end).join('')}:\n`)

/** The text in pieces, some of them empty. */
function cut(text: string, places: readonly number[]): string[] {
  const sorted = [...places].map((place) => place % (text.length + 1)).sort((one, other) => one - other)
  return [...sorted, text.length].map((to, index) => text.slice(index ? sorted[index - 1] : 0, to))
}

test('any stream is read as eventsource-parser reads it', () => {
  fc.assert(
    fc.property(stream, (text) => {
      expect(parse([text])).toEqual(reference(text))
    }),
    { numRuns: 1000 },
  )
})

test('a stream cut anywhere is the same stream', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 12 }), (text, places) => {
      expect(parse(cut(text, places))).toEqual(reference(text))
    }),
    { numRuns: 1000 },
  )
})

test('a stream in single characters is the same stream', () => {
  fc.assert(
    fc.property(stream, (text) => {
      expect(parse(text.split(''))).toEqual(reference(text))
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['CR', 'event: a\rdata: 1\r\r'],
  ['LF', 'event: a\ndata: 1\n\n'],
  ['CRLF', 'event: a\r\ndata: 1\r\n\r\n'],
])('an event is given as soon as its blank line is there (%s)', (_title, text) => {
  const seen: Parsed[] = []
  const feed = eventParser((event) => seen.push(event))
  const early = [...text].map((letter) => {
    feed(letter)
    return seen.length
  })
  // of a CRLF, the CR is enough
  expect(early.indexOf(1)).toBe(text.trimEnd().length + (text.endsWith('\r\n\r\n') ? 2 : 1))
  expect(seen).toEqual([{ kind: 'a', data: '1' }])
})

test('an event that never ends is refused, and the message names the limit', () => {
  const feed = eventParser(() => {})
  const chunk = 'x'.repeat(2 ** 22)
  expect(() => {
    for (let i = 0; i < 100; i++) feed(`data: ${chunk}`)
  }).toThrow(/\d{5,}/)
})

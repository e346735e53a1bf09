import { beforeEach, describe, expect, test } from 'vitest'
import type { Call } from '../../plugin/call.js'
import { join } from '../../plugin/join.js'

const event = (kind: string, data: unknown) => ({ kind, data: JSON.stringify(data) })
const signals = (values: unknown, more = {}) => event('signals', { values, ...more })
const append = (markup: string, more = {}) => event('elements', { markup, target: '#list', swap: 'append', ...more })

/** A call of the body, whose scope has names with and without a setter. */
const data = { a: 1, set counted(_value: number) {}, method() {} }
const Alpine = { raw: (value: unknown) => value, closestDataStack: () => [data] }
const call = {
  get source() {
    return document.body
  },
  get scope() {
    return [{ root: document.body, data }]
  },
  page: { Alpine, store: () => ({}) },
} as unknown as Call
const joined = (...events: { kind: string; data: string }[]) => [...join(call, events)]

beforeEach(() => {
  document.body.innerHTML = '<ul id="list"><li id="there"></li></ul>'
})

describe('signals', () => {
  test('that follow each other are one, with the last values', () => {
    expect(joined(signals({ a: 1, $b: 1 }), signals({ a: 2 }), signals({ c: 3 }))).toEqual([
      signals({ a: 2, $b: 1, c: 3 }),
    ])
  })

  test('with something between them stay where they are', () => {
    const events = [signals({ a: 1 }), event('toast', { text: 'Saved' }), signals({ a: 2 })]
    expect(joined(...events)).toEqual(events)
  })

  test.each([
    ['a path', signals({ 'a.b': 1 })],
    ['a setter', signals({ counted: 1 })],
    ['a method', signals({ method: 1 })],
    ['a name that reaches a prototype', signals(JSON.parse('{ "__proto__": 1 }'))],
    ['an option', signals({ a: 2 }, { merge: true })],
    ['no JSON', { kind: 'signals', data: '{' }],
  ])('with %s stay by themselves', (_, other) => {
    expect(joined(signals({ a: 1 }), other, signals({ a: 3 }))).toEqual([signals({ a: 1 }), other, signals({ a: 3 })])
  })
})

describe('insertions', () => {
  test('into one place are one', () => {
    expect(joined(append('<li>1</li>'), append(' <li class=x>2<br></li>\n'), append('<LI id="a"></LI>'))).toEqual([
      append('<li>1</li> <li class=x>2<br></li>\n<LI id="a"></LI>'),
    ])
  })

  test('are cut after a hundred', () => {
    const rows = Array.from({ length: 250 }, (_, index) => append(`<li>${index}</li>`))
    const sizes = joined(...rows).map(({ data }) => JSON.parse(data).markup.match(/<li>/g).length)
    expect(sizes).toEqual([100, 100, 50])
  })

  test.each([
    ['another target', append('<li></li>', { target: '#other' })],
    ['no target', event('elements', { markup: '<li></li>', swap: 'append' })],
    ['another swap', append('<li></li>', { swap: 'before' })],
    ['a swap that turns the order around', append('<li></li>', { swap: 'prepend' })],
    ['an option', append('<li></li>', { focus: '#a' })],
    ['an id that one of them has', append('<li><b id="a"></b></li>')],
    ['an id that is on the page', append('<li><b id="there"></b></li>')],
    ['an id behind a text that names one', append('<li><b title="an id=1" id="a"></b></li>')],
    ['an id that can be written in two ways', append('<li><b id="b&amp;"></b></li>')],
    ['a text that looks like markup', append('<li><textarea><b title="</textarea>"></b></textarea></li>')],
    ['a text that looks like a page', append('<li title="<body>"></li>')],
    ['a form in a form', append('<li><form><form></form></form></li>')],
    ['an id in other words', append("<li><b ID = 'a'></b></li>")],
    ['another root', append('<p></p>')],
    ['two roots', append('<li></li><li></li>')],
    ['text', append('text')],
    ['text after the root', append('<li></li>text')],
    ['an element that is not closed', append('<li><b></li>')],
    ['a root that is not closed', append('<li>')],
    ['an end too many', append('<li></b></li>')],
    ['a quote that is not closed', append('<li title="></li>')],
    ['a comment', append('<li><!-- </li>')],
    ['an end that HTML does not know', append('<li><b/></li>')],
    ['what nothing closes', append('<li><plaintext></plaintext></li>')],
    ['a page', append('<html></html>')],
    ['no JSON', { kind: 'elements', data: '' }],
  ])('with %s stay by themselves', (_, other) => {
    const first = append('<li id="a"></li>')
    const last = event('toast', { text: 'Saved' })
    expect(joined(first, other, last)).toEqual([first, other, last])
  })

  test.each([
    ['a missing target', '#missing', 'append'],
    ['a target that may be another one when it fills', 'ul:not(:has(b))', 'append'],
    ['a target that may be another one when something comes before it', 'li', 'before'],
  ])('with %s stay by themselves', (_, target, swap) => {
    const rows = ['1', '2', '3'].map((text) => append(`<li>${text}</li>`, { target, swap }))
    expect(joined(...rows)).toEqual(rows)
  })
})

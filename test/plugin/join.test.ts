import { describe, expect, test } from 'vitest'
import { join } from '../../plugin/join.js'

const event = (kind: string, data: unknown) => ({ kind, data: JSON.stringify(data) })
const signals = (values: unknown, more = {}) => event('signals', { values, ...more })
const append = (markup: string, more = {}) => event('elements', { markup, target: '#list', swap: 'append', ...more })
const joined = (...events: { kind: string; data: string }[]) => [...join(events)]

describe('signals', () => {
  test('that follow each other are one, with the last values', () => {
    expect(joined(signals({ a: 1, $b: 1 }), signals({ a: 2 }), signals({ c: 3 }))).toEqual([
      signals({ $b: 1, a: 2, c: 3 }),
    ])
  })

  test('with something between them stay where they are', () => {
    const events = [signals({ a: 1 }), event('toast', { text: 'Saved' }), signals({ a: 2 })]
    expect(joined(...events)).toEqual(events)
  })

  test.each([
    ['a path', signals({ 'a.b': 1 })],
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
})

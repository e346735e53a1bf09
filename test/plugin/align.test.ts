import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { align, rising } from '../../plugin/align.js'

interface Sibling {
  tag: string
  id?: string | undefined
  /** Of an `x-for` row, or of what the server numbers. */
  key?: string | undefined
  /** What tells the kind apart, as the type of an input does. */
  kind: string
  text: string
}

const sibling: fc.Arbitrary<Sibling> = fc.record({
  tag: fc.constantFrom('p', 'b', '#text'),
  id: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined, freq: 1 }),
  key: fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined, freq: 2 }),
  kind: fc.constantFrom('x', 'x', 'y'),
  text: fc.constantFrom('one', 'two', ''),
})
/** Siblings among which no id and no key is twice. */
const siblings = fc.array(sibling, { maxLength: 9 }).map((all) => {
  const seen = new Set<string>()
  const once = (kind: string, name: string | undefined) => {
    if (!name || seen.has(kind + name)) return undefined
    seen.add(kind + name)
    return name
  }
  return all.map((each) => ({ ...each, id: once('id', each.id), key: once('key', each.key) }))
})

function make({ tag, id, key, kind, text }: Sibling): Node {
  if (tag === '#text') return document.createTextNode(text)
  const el = document.createElement(tag)
  if (id) el.id = id
  if (key) el.setAttribute(':key', key)
  el.setAttribute('kind', kind)
  el.textContent = text
  return el
}

const kindOf = (node: Node) => (node as Element).getAttribute?.('kind')
const keyOf = (node: Node) =>
  (node as Element).getAttribute?.('id') || (node as Element).getAttribute?.(':key') || undefined
const isKin = (old: Node, next: Node) => old.nodeName === next.nodeName && kindOf(old) === kindOf(next)

/** Two lists of siblings, and what became of them. */
const aligned = fc.tuple(siblings, siblings).map(([before, after]) => {
  const olds = before.map(make)
  const news = after.map(make)
  return { olds, news, ...align(olds, news, isKin) }
})

describe('what new siblings were', () => {
  test('each is one old sibling at most, of its kind, and no old one is two', () => {
    fc.assert(
      fc.property(aligned, ({ olds, news, match }) => {
        expect(match).toHaveLength(news.length)
        const taken = match.filter((old) => old !== -1)
        expect(new Set(taken).size).toBe(taken.length)
        news.forEach((next, at) => {
          const old = olds[match[at] as number]
          if (match[at] !== -1) expect(old && isKin(old, next)).toBe(true)
        })
      }),
      { numRuns: 1000 },
    )
  })

  test('one with an id or a key is the one that had it, or a new one', () => {
    fc.assert(
      fc.property(aligned, ({ olds, news, match }) => {
        news.forEach((next, at) => {
          const key = keyOf(next)
          const known = olds.findIndex((old) => keyOf(old) === key && isKin(old, next))
          if (key) expect(match[at]).toBe(known)
          else if (match[at] !== -1) expect(keyOf(olds[match[at] as number] as Node)).toBeUndefined()
        })
      }),
      { numRuns: 1000 },
    )
  })

  test('what is told to be equal is', () => {
    fc.assert(
      fc.property(aligned, ({ olds, news, match, equal }) => {
        for (const at of equal) expect(olds[match[at] as number]?.isEqualNode(news[at] as Node)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('the same siblings are themselves, in their places', () => {
    fc.assert(
      fc.property(siblings, (all) => {
        const { match, equal } = align(all.map(make), all.map(make), isKin)
        expect(match).toEqual([...all.keys()])
        expect(equal.size).toBe(all.length)
      }),
      { numRuns: 500 },
    )
  })

  test('siblings that say different things are found again in any order, also when some are new and some are gone', () => {
    const texts = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 12 })
    fc.assert(
      fc.property(texts, fc.infiniteStream(fc.nat()), fc.nat(3), (texts, chance, gone) => {
        const rows = texts.map((text) => ({ tag: 'p', kind: 'x', text }))
        const order = rows.slice(gone).map((row, index) => ({ row, index: index + gone, rank: chance.next().value }))
        order.sort((one, other) => one.rank - other.rank)
        const after = [...order.map(({ row }) => row), { tag: 'p', kind: 'y', text: 'new' }]
        const { match, equal } = align(rows.map(make), after.map(make), isKin)
        expect(match).toEqual([...order.map(({ index }) => index), -1])
        expect(equal.size).toBe(order.length)
      }),
    )
  })

  test.each([
    ['one comes first', ['b', 'c'], ['a', 'b', 'c'], [-1, 0, 1]],
    ['one comes last', ['a', 'b'], ['a', 'b', 'c'], [0, 1, -1]],
    ['the first goes', ['a', 'b', 'c'], ['b', 'c'], [1, 2]],
    ['all say the same, and one goes', ['a', 'a', 'a'], ['a', 'a'], [0, 1]],
    ['the only one says something else', ['a'], ['b'], [0]],
    ['one in the middle says something else', ['a', 'b', 'c'], ['a', 'x', 'c'], [0, 1, 2]],
    ['all are exchanged', ['a', 'b', 'c'], ['c', 'b', 'a'], [2, 1, 0]],
  ])('%s', (_title, before, after, expected) => {
    const rows = (texts: string[]) => texts.map((text) => make({ tag: 'p', kind: 'x', text }))
    expect(align(rows(before), rows(after), isKin).match).toEqual(expected)
  })
})

describe('the run of those that stay', () => {
  const matches = fc
    .uniqueArray(fc.nat(20), { maxLength: 9 })
    .chain((all) => fc.tuple(fc.constant(all), fc.array(fc.nat(9), { maxLength: 4 })))
    .map(([all, gaps]) => gaps.reduce((list, at) => list.toSpliced(at, 0, -1), all))

  test('rises, and none is longer', () => {
    fc.assert(
      fc.property(matches, (match) => {
        const run = rising(match)
        const rises = (places: number[]) =>
          places.every(
            (at, n) => match[at] !== -1 && (!n || (match[places[n - 1] as number] as number) < (match[at] as number)),
          )
        expect(rises(run)).toBe(true)
        expect(run).toEqual([...run].sort((one, other) => one - other))
        // all of them, by brute force
        let longest = 0
        const known = [...match.keys()].filter((at) => match[at] !== -1)
        for (let chosen = 0; chosen < 2 ** known.length; chosen++) {
          const places = known.filter((_, bit) => chosen & (1 << bit))
          if (places.length > longest && rises(places)) longest = places.length
        }
        expect(run).toHaveLength(longest)
      }),
      { numRuns: 300 },
    )
  })
})

describe('long lists without ids', () => {
  const rows = (count: number, textOf: (n: number) => string, offset = 0) =>
    Array.from({ length: count }, (_, n) => make({ tag: 'p', kind: 'x', text: textOf(n + offset) }))

  /** How often two siblings were compared, which is what takes the time. */
  function countKin(olds: Node[], news: Node[]) {
    let count = 0
    const { match } = align(olds, news, (old, next) => {
      count++
      return isKin(old, next)
    })
    return { count, match }
  }

  test.each([
    ['all different, nothing kept', rows(5000, String), rows(5000, String, 5000)],
    ['all different, some kept', rows(5000, String), rows(5000, String, 2500)],
    ['all equal, one fewer', rows(5000, () => 'same'), rows(4999, () => 'same')],
    ['all equal but one, which is new', rows(5000, () => 'same'), [...rows(4999, () => 'same'), ...rows(1, () => 'x')]],
  ])('%s: siblings are compared a few times each', (_title, olds, news) => {
    const since = performance.now()
    const { count, match } = countKin(olds, news)
    expect(count).toBeLessThan(10 * olds.length)
    expect(new Set(match.filter((old) => old !== -1)).size).toBe(match.filter((old) => old !== -1).length)
    // quadratic, it would take minutes
    expect(performance.now() - since).toBeLessThan(8000)
  })

  test.each([
    ['the first comes last', (all: number[]) => [...all.slice(1), 0]],
    ['the last comes first', (all: number[]) => [all.length - 1, ...all.slice(0, -1)]],
    ['one goes from the middle', (all: number[]) => all.toSpliced(2500, 1)],
  ])('%s: the others stay', (_title, change) => {
    const order = change(Array.from({ length: 5000 }, (_, n) => n))
    const olds = rows(5000, String)
    const news = order.map((n) => make({ tag: 'p', kind: 'x', text: String(n) }))
    const { match } = countKin(olds, news)
    expect(match).toEqual(order)
    expect(rising(match).length).toBeGreaterThanOrEqual(4999)
  })
})

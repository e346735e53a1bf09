import { idOf } from './id.js'
import { same } from './likeness.js'

/** What became of new siblings: of each its index among the old ones, or -1; and which did not change at all. */
export interface Alignment {
  readonly match: number[]
  readonly equal: ReadonlySet<number>
}

/**
 * Finds for each new sibling the old one that it is: the one in its place if nearly all are, the one with its id, or with
 * its content; and between these the ones that are most alike, in order.
 */
export function align(
  olds: readonly Node[],
  news: readonly Node[],
  isKin: (old: Node, next: Node) => boolean,
): Alignment {
  const match = news.map(() => -1)
  const equal = new Set<number>()
  const free = new Set(olds.keys())
  const pair = (old: number, next: number) => {
    match[next] = old
    free.delete(old)
  }
  const pairBy = (keyOf: (node: Node) => unknown, fits: (old: Node, next: Node, at: number) => boolean) => {
    if (!free.size) return
    const places = new Map<unknown, number[]>()
    for (const old of free) {
      const key = keyOf(olds[old] as Node)
      const known = places.get(key)
      if (known) known.push(old)
      else if (key) places.set(key, [old])
    }
    news.forEach((next, at) => {
      const known = match[at] === -1 && places.get(keyOf(next))
      if (!known) return
      // many that say the same are told apart by their order
      const found = known.findIndex((old, tries) => tries < 9 && fits(olds[old] as Node, next, at))
      if (found >= 0) pair(known.splice(found, 1)[0] as number, at)
    })
  }
  const isSame = (old: Node, next: Node, at: number) => same(old, next) && !!equal.add(at)

  if (olds.length === news.length) {
    news.forEach((next, at) => void isSame(olds[at] as Node, next, at))
    // a few are a chance: rows of one text among others that have moved
    if (equal.size * 4 > news.length * 3) for (const at of equal) pair(at, at)
    else equal.clear()
  }
  pairBy(keyOf, isKin)
  pairBy(contentOf, isSame)

  let [old, next] = [0, 0]
  for (const anchor of [...rising(match), news.length]) {
    const end = match[anchor] ?? olds.length
    const left: number[] = []
    const open: number[] = []
    for (; old < end; old++) if (free.has(old)) left.push(old)
    for (; next < anchor; next++) if (match[next] === -1) open.push(next)
    const worth = (l: number, o: number) => {
      const [one, other] = [olds[left[l] as number], news[open[o] as number]] as [Node, Node]
      return keyOf(one) !== keyOf(other) || !isKin(one, other) ? 0 : likeness(one, other)
    }
    for (const [l, o] of common(left.length, open.length, worth)) pair(left[l] as number, open[o] as number)
    old = end + 1
    next = anchor + 1
  }
  return { match, equal }
}

/** What tells an element from its siblings wherever it goes. */
function keyOf(node: Node): string | null | undefined {
  return idOf(node) || (node as Element).getAttribute?.(':key')
}

const contentOf = (node: Node) => node.nodeType === 1 && node.nodeName + node.textContent

function likeness(old: Node, next: Node): number {
  return 1 + +(old.textContent === next.textContent) + 2 * +old.cloneNode().isEqualNode(next.cloneNode())
}

/** The longest common subsequence of two lists, by how much their entries are worth as a pair. */
function common(n: number, m: number, worth: (a: number, b: number) => number): [number, number][] {
  const pairs: [number, number][] = []
  // what is too long for a table is taken as it comes
  if (n * m > 4000 || n * m < 2) {
    for (let a = 0; a < Math.min(n, m); a++) if (worth(a, a)) pairs.push([a, a])
    return pairs
  }
  const best: number[] = []
  // beyond the last entry of the one or the other, nothing is worth anything
  const at = (a: number, b: number) => best[a * (m + 1) + b] ?? 0
  for (let a = n; a--; )
    for (let b = m; b--; ) {
      const value = worth(a, b)
      best[a * (m + 1) + b] = Math.max(at(a + 1, b), at(a, b + 1), value && value + at(a + 1, b + 1))
    }
  for (let a = 0, b = 0; a < n && b < m; ) {
    if (at(a, b) === at(a + 1, b)) a++
    else if (at(a, b) === at(a, b + 1)) b++
    else pairs.push([a++, b++])
  }
  return pairs
}

/** Places of the longest rising run of what is matched: the others have to move. */
export function rising(match: readonly number[]): number[] {
  const ends: number[] = []
  const before: number[] = []
  match.forEach((old, at) => {
    if (old < 0) return
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((match[ends[middle] as number] as number) < old) low = middle + 1
      else high = middle
    }
    before[at] = ends[low - 1] ?? -1
    ends[low] = at
  })
  const run: number[] = []
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] as number) run.unshift(at)
  return run
}

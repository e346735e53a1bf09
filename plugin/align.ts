import { idOf } from './id.js'

/** Tells whether two nodes are the same in all that they are, or only of the same kind. */
export interface Likeness {
  same(old: Node, next: Node): boolean
  kin(old: Node, next: Node): boolean
}

/**
 * Finds for each new sibling the old one that it is: the one in its place, or with its id, or with its content; and
 * between these the ones that are most alike, in order. Returns indexes of old ones, or -1.
 */
export function align(olds: readonly Node[], news: readonly Node[], { same, kin }: Likeness): number[] {
  const match = news.map(() => -1)
  const free = new Set(olds.keys())
  const pair = (old: number, next: number) => {
    match[next] = old
    free.delete(old)
  }
  const pairBy = (keyOf: (node: Node) => unknown, fits: (old: Node, next: Node) => boolean) => {
    const places = new Map<unknown, number[]>()
    for (const old of free) {
      const key = keyOf(olds[old] as Node)
      if (key) places.set(key, [...(places.get(key) ?? []), old])
    }
    news.forEach((next, index) => {
      const known = match[index] === -1 && places.get(keyOf(next))
      // many that say the same are told apart by their order
      const found = known && known.slice(0, 9).find((old) => free.has(old) && fits(olds[old] as Node, next))
      if (found !== undefined && found !== false) pair(found, index)
    })
  }
  if (olds.length === news.length) news.forEach((next, at) => same(olds[at] as Node, next) && pair(at, at))
  pairBy(keyOf, kin)
  pairBy(contentOf, same)

  let [old, next] = [0, 0]
  for (const anchor of [...rising(match), news.length]) {
    const end = match[anchor] ?? olds.length
    const left: number[] = []
    const open: number[] = []
    for (; old < end; old++) if (free.has(old)) left.push(old)
    for (; next < anchor; next++) if (match[next] === -1) open.push(next)
    const likeness = (l: number, o: number) =>
      likenessOf(olds[left[l] as number] as Node, news[open[o] as number] as Node, kin)
    for (const [l, o] of common(left.length, open.length, likeness)) pair(left[l] as number, open[o] as number)
    old = end + 1
    next = anchor + 1
  }
  return match
}

/** What tells an element from its siblings wherever it goes. */
export function keyOf(node: Node): string | null | undefined {
  return idOf(node) || (node as Element).getAttribute?.(':key')
}

const contentOf = (node: Node) => node.nodeType === 1 && node.nodeName + node.textContent

function likenessOf(old: Node, next: Node, kin: Likeness['kin']): number {
  if (keyOf(old) !== keyOf(next) || !kin(old, next)) return 0
  return 1 + (old.textContent === next.textContent ? 1 : 0) + (old.cloneNode().isEqualNode(next.cloneNode()) ? 2 : 0)
}

/** The longest common subsequence of two lists, by how much their entries are worth as a pair. */
function common(n: number, m: number, worth: (a: number, b: number) => number): [number, number][] {
  const pairs: [number, number][] = []
  // what is too long for a table is taken as it comes
  if (n * m > 4000) {
    for (let i = 0; i < Math.min(n, m); i++) if (worth(i, i)) pairs.push([i, i])
    return pairs
  }
  const best = Array.from({ length: n + 1 }, () => new Array<number>(m + 1).fill(0))
  const at = (a: number, b: number) => best[a]?.[b] as number
  for (let a = n - 1; a >= 0; a--)
    for (let b = m - 1; b >= 0; b--) {
      const value = worth(a, b)
      ;(best[a] as number[])[b] = Math.max(at(a + 1, b), at(a, b + 1), value && value + at(a + 1, b + 1))
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
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] as number) run.push(at)
  return run.reverse()
}

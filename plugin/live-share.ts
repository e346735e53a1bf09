import { type Feed, type Group, stream } from './live-stream.js'

/** Groups, and characters of them, that a tab keeps for others that missed them. */
const most = 200
const longest = 2 ** 20

/** Milliseconds for which a tab waits for an answer before it asks again. */
const patience = 1000

/** What tabs tell each other. */
type Word =
  | { readonly group: Group }
  /** Somebody has all up to `ask`. */
  | { readonly ask: string | undefined; readonly from: string }
  | { readonly online: boolean }
  /** What it misses: `groups`, or more than the leader knows. */
  | { readonly to: string; readonly groups: readonly Group[] | undefined; readonly at: string }

/**
 * Feeds a tab: by a stream of its own, or by that of another tab of the browser. One of those that have the same URL
 * opens it, and relays what it brings; when that tab goes, however it does, the next one goes on.
 */
export function share(feed: Feed): () => void {
  const { url, page } = feed.callOf()
  const over = new AbortController()
  // hosts without HTTPS have no locks
  if (!navigator.locks || !window.BroadcastChannel) {
    feed.isOwn = true
    void stream(feed, over.signal, () => {})
    return () => over.abort()
  }
  const name = `hyper-live ${new URL(url as string, document.baseURI)}`
  const channel = new BroadcastChannel(name)
  const tab = `${page.tab}-${Math.random()}`
  const kept: Group[] = []
  let part: 'follower' | 'leader' | 'alone' = 'follower'
  let asked = Number.NEGATIVE_INFINITY
  const say = (word: Word) => channel.postMessage(word)

  const take = (group: Group) => {
    kept.push(group)
    while (kept.length > most || lengthOf(kept) > longest) kept.shift()
    return feed.take(group)
  }
  const ask = () => {
    // one that went meanwhile does not answer
    if (performance.now() - asked < patience) return
    asked = performance.now()
    say({ ask: feed.last, from: tab })
  }
  const hear = (group: Group) => {
    const { last } = feed
    if (last === undefined || group.prev === last) void take(group)
    else if (!isWithin(group.id, last)) ask()
  }
  const learn = ({ groups, at }: Extract<Word, { to: string }>) => {
    asked = Number.NEGATIVE_INFINITY
    if (!groups) void take({ prev: feed.last, id: at, events: [{ kind: 'gap', data: '{}' }] })
    for (const group of groups ?? []) if (feed.last === undefined || !isWithin(group.id, feed.last)) void take(group)
    feed.last = at
  }
  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if (part === 'leader') {
      if ('ask' in data && feed.last) say({ to: data.from, groups: missed(kept, data.ask, feed.last), at: feed.last })
    } else if (part === 'follower') {
      page.line.online = 'online' in data ? data.online : true
      if ('group' in data) hear(data.group)
      else if ('to' in data && data.to === tab) learn(data)
    }
  }
  /** Has the lock until its stream is over, or proves to be for this tab alone. */
  const lead = () =>
    new Promise<void>((resolve) => {
      part = 'leader'
      const relaying: Feed = {
        ...feed,
        get last() {
          return feed.last
        },
        get isOwn() {
          return feed.isOwn
        },
        reach(isOnline) {
          if (!feed.isOwn) say({ online: isOnline })
          feed.reach(isOnline)
        },
        take(group) {
          if (!feed.isOwn) say({ group })
          return take(group)
        },
      }
      const leave = () => {
        part = 'alone'
        resolve()
      }
      const opened = ({ headers }: Response) => {
        if (headers.get('Hyper-Shared') !== '0') return
        feed.isOwn = true
        leave()
      }
      void stream(relaying, over.signal, opened).finally(leave)
    })
  navigator.locks.request(name, { signal: over.signal }, lead).catch(() => {}) // it left before its turn
  ask()
  return () => {
    over.abort()
    part = 'alone'
    channel.close()
  }
}

/** A position is in what came up to another one. */
function isWithin(id: string, last: string): boolean {
  const [[epoch, n], [present, latest]] = [placeOf(id), placeOf(last)]
  return epoch === present && n <= latest
}

/** What came behind a position; undefined if that is not known any more. */
function missed(kept: readonly Group[], after: string | undefined, last: string): readonly Group[] | undefined {
  if (after === undefined || after === last) return []
  const index = kept.findIndex(({ prev }) => prev === after)
  if (index >= 0) return kept.slice(index)
  // a page may have been rendered between two groups
  if (isWithin(last, after)) return []
  const [epoch, n] = placeOf(after)
  const [first] = kept
  // the first of a stream that began anew has none before it
  const [begin, floor] = placeOf(first?.prev ?? first?.id ?? '')
  return begin === epoch && n >= floor ? kept.filter(({ id }) => placeOf(id)[1] > n) : undefined
}

/** A position is `epoch.number`. */
function placeOf(id: string): [epoch: string, n: number] {
  const [epoch = '', n = ''] = id.split('.')
  return [epoch, Number(n)]
}

function lengthOf(groups: readonly Group[]): number {
  return groups.reduce((sum, { events }) => sum + events.reduce((all, { data }) => all + data.length, 0), 0)
}

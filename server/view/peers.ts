import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { Bus } from '../hub/bus.js'
import { within } from '../within.js'
import { createPipe, type Pipe, type PipeWord } from './pipe.js'

/** Whom a request comes from, as its socket says. */
export interface Origin {
  readonly remoteAddress: string | undefined
  readonly encrypted: boolean
}

type Word =
  | PipeWord
  | { readonly kind: 'ask'; readonly id: string; readonly from: string; readonly view: string; readonly origin: Origin }
  | { readonly kind: 'answer'; readonly id: string; readonly from: string; readonly has: Has }
  | { readonly kind: 'alive'; readonly ids: readonly string[] }
  /** Its page has another view now. */
  | { readonly kind: 'leave'; readonly view: string; readonly owner: string }

/** Whether a process has a view; or has too many connections to say so. */
type Has = 'it' | 'none' | 'no room'

/** The other processes that have views. */
export interface Peers {
  /**
   * A connection to the process that has a view; undefined if it has it no more, or is no more itself; or one of the two
   * has no room for another connection.
   */
  connect(process: string, view: string, origin: Origin): Promise<Duplex | 'no room' | undefined>
  /** Tells the process that has a view that its page does not come back to it. */
  leave(process: string, view: string, owner: string): void
  close(): void
}

export interface Acceptor {
  /** Takes connections of others for a view; undefined if there is no such view. */
  accept(view: string): ((connection: Duplex, origin: Origin) => void) | undefined
  /** The page of a view of this owner has another one. */
  leave(view: string, owner: string): void
}

/** Milliseconds that a process has to say whether it has a view, and to be heard of while it has a connection. */
const patience = 2000
const silence = 10_000
const beat = 2000

/** Connections at a time, in both directions. */
const most = 1000

export function createPeers(bus: Bus, own: string, acceptor: Acceptor, onError: (error: Error) => void): Peers {
  const pipes = new Map<string, Pipe>()
  const asked = new Map<string, (has: Has) => void>()
  let timer: NodeJS.Timeout | undefined

  /** Gives how many have heard it: none if the bus is away. */
  const say = (process: string, word: Word): Promise<number> =>
    bus.send(channelOf(process), JSON.stringify(word)).catch((error) => {
      onError(error)
      return 0
    })
  const open = (id: string, peer: string): Duplex => {
    const pipe = createPipe(
      id,
      peer,
      (word) => void say(peer, word),
      () => {
        pipes.delete(id)
        if (pipes.size === 0) clearInterval(timer)
      },
    )
    if (pipes.size === 0) timer = setInterval(beatAll, beat).unref()
    pipes.set(id, pipe)
    // whoever uses it hears of its end by then, or is done with it
    return pipe.duplex.on('error', () => {})
  }
  const beatAll = () => {
    const oldest = performance.now() - silence
    for (const peer of new Set(Array.from(pipes.values(), (pipe) => pipe.peer))) {
      const shared = [...pipes].filter(([, pipe]) => pipe.peer === peer)
      void say(peer, { kind: 'alive', ids: shared.map(([id]) => id) }).then((count) => {
        for (const [, { duplex, heard }] of shared) if (count === 0 || heard < oldest) duplex.destroy(gone())
      })
    }
  }
  const answer = ({ id, from, view, origin }: Extract<Word, { kind: 'ask' }>) => {
    const take = acceptor.accept(view)
    const isFull = pipes.size >= most
    if (take && !isFull) take(open(id, from), origin)
    void say(from, { kind: 'answer', id, from: own, has: take ? (isFull ? 'no room' : 'it') : 'none' })
  }
  const learn = ({ id, from, has }: Extract<Word, { kind: 'answer' }>) => {
    const resolve = asked.get(id)
    if (resolve) resolve(has)
    // nobody waits for it any more, and nothing was sent
    else if (has === 'it') void say(from, { kind: 'close', id })
  }
  const hear = (text: string) => {
    const word = JSON.parse(text) as Word
    if (word.kind === 'ask') return answer(word)
    if (word.kind === 'answer') return learn(word)
    if (word.kind === 'leave') return acceptor.leave(word.view, word.owner)
    const now = performance.now()
    for (const id of word.kind === 'alive' ? word.ids : [word.id]) {
      const pipe = pipes.get(id)
      if (pipe) pipe.heard = now
    }
    if (word.kind !== 'alive') pipes.get(word.id)?.take(word)
  }
  const listening = bus.listen(channelOf(own), hear).then(
    () => true,
    (error) => {
      onError(error)
      return false
    },
  )

  return {
    async connect(process, view, origin) {
      if (!(await listening)) return undefined
      if (pipes.size + asked.size >= most) return 'no room'
      const id = randomBytes(12).toString('base64url')
      const answered = new Promise<Has>((resolve) => asked.set(id, resolve))
      const count = await say(process, { kind: 'ask', id, from: own, view, origin })
      const has = count > 0 ? await within(patience, answered) : 'none'
      asked.delete(id)
      return has === 'it' ? open(id, process) : has === 'no room' ? has : undefined
    },
    leave: (process, view, owner) => void say(process, { kind: 'leave', view, owner }),
    close() {
      for (const { duplex } of pipes.values()) duplex.destroy()
    },
  }
}

function channelOf(process: string): string {
  return `views:${process}`
}

function gone(): Error {
  return new Error('The process that has the view is gone')
}

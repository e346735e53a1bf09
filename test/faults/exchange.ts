import type { Socket } from 'node:net'
import type { Asked, Fault } from './fault.js'
import { type Lane, laneOf } from './lane.js'
import { bodyOf, framingOf, type Head, readHead, type Source, sourceOf } from './message.js'

/** What became of an exchange. */
export interface Passed extends Asked {
  fault: Fault | undefined
  /** Bytes that the server got, and the client. */
  requested: number
  answered: number
  /** Of these, the ones before the answer's body. */
  head: number
  /** The client got the whole answer. */
  isWhole: boolean
  /** Nothing is under way any more, the duplicate's answer neither. */
  isOver: boolean
}

export interface Exchange {
  client: Socket
  server: Socket
  /** What comes from the client, after the head. */
  source: Source
  head: Head
  passed: Passed
  /** Sends the same bytes to the server once more, later. */
  repeat(request: Buffer, after: number): void
  /** Aborts when nobody waits any more. */
  signal: AbortSignal
}

/**
 * Passes a request on and its answer back, with the fault that it has.
 *
 * @returns whether the client can use its connection again.
 * @throws when a connection broke, was cut, or the client left.
 */
export function passOn(exchange: Exchange): Promise<boolean> {
  const { client, server, passed, source, signal } = exchange
  const { fault } = passed
  const cut = (how: 'end' | 'reset'): never => {
    for (const socket of [client, server]) tear(socket, how)
    throw new Error('The connection was cut')
  }
  const there = laneOf({ to: server, direction: 'request', fault, cut, signal })
  const back = laneOf({ to: client, direction: 'answer', fault, cut, signal })
  const asking = ask(exchange, there)
  return Promise.race([answer(exchange, there, back, cut), asking.then(() => leaving(source))])
}

async function ask({ source, head, passed, repeat }: Exchange, lane: Lane): Promise<void> {
  const copy: Buffer[] = []
  for await (const piece of messageOf(source, head)) {
    copy.push(piece)
    await lane.write(piece)
    passed.requested = lane.passed
  }
  await lane.finish()
  if (passed.fault?.kind === 'duplicate') repeat(Buffer.concat(copy), passed.fault.after)
}

async function answer(
  { server, passed }: Exchange,
  there: Lane,
  back: Lane,
  cut: (how: 'reset') => never,
): Promise<boolean> {
  const source = sourceOf(server)
  const head = await readHead(source)
  if (!head) throw new Error('The server closed without an answer')
  passed.head = head.bytes.length
  for await (const piece of messageOf(source, head, passed.method)) {
    if (passed.fault?.kind === 'drop') continue
    await back.write(piece)
    passed.answered = back.passed
  }
  if (passed.fault?.kind === 'drop') cut('reset')
  await back.finish()
  passed.isWhole = !back.isClosed
  const isLast = framingOf(head, passed.method) === 'close' || /close/i.test(head.header('Connection') ?? '')
  return there.isFinished && passed.isWhole && !isLast
}

/** Rejects when the client leaves; the server has to notice it. */
async function leaving(source: Source): Promise<never> {
  const stays = await source.ahead()
  if (!stays) throw new Error('The client left')
  // the next request has come too early, and waits until this one is answered
  return new Promise(() => {})
}

/** A message as it is on the wire; `method` is that of the request which it answers. */
export async function* messageOf(source: Source, head: Head, method?: string): AsyncGenerator<Buffer> {
  yield head.bytes
  yield* bodyOf(source, framingOf(head, method))
}

export function tear(socket: Socket, how: 'end' | 'reset'): void {
  if (how === 'reset') socket.resetAndDestroy()
  else socket.destroySoon()
}

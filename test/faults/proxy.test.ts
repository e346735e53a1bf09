import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Fault } from './fault.js'
import { type FaultProxy, faultProxy } from './proxy.js'
import { rawClient, rawServer, type Seen } from './raw.js'

const request = 'POST /raw?a=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello'
const answer = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab\n\r\n0\r\n\r\n'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Setting {
  client: Seen
  proxy: FaultProxy
  /** The server's connections. */
  seen: Seen[]
}

/** One request through a proxy with one fault. */
async function send(fault: Fault | undefined, say = (socket: Socket) => void socket.write(answer)): Promise<Setting> {
  const { url, seen, close } = await rawServer(say, request)
  closing.push(close)
  const proxy = await faultProxy(url, () => fault)
  closing.unshift(() => proxy.close())
  const client = rawClient(proxy.url, request)
  closing.unshift(() => client.socket.destroy())
  return { client, proxy, seen }
}

/** The value soon is so. */
const until = <T>(value: () => T) => expect.poll(value, { interval: 5, timeout: 5000 })
const over = ({ proxy }: Setting) => until(() => proxy.log[0]?.isOver).toBe(true)
const ended = ({ client }: Setting) => until(() => client.ended).toBeDefined()

test('without a fault, both messages pass as they are, and the connection can be used again', async () => {
  const setting = await send(undefined)
  const { client, seen, proxy } = setting
  await until(() => client.text).toBe(answer)
  client.socket.write(request)
  await until(() => client.text).toBe(answer + answer)
  expect(seen.map(({ text }) => text)).toEqual([request, request])
  expect(client.ended).toBeUndefined()
  await expect
    .poll(() => proxy.log.map(({ isWhole, isOver }) => [isWhole, isOver]))
    .toEqual([
      [true, true],
      [true, true],
    ])
  const [first] = proxy.log
  expect(first).toMatchObject({ method: 'POST', url: '/raw?a=1', requested: request.length, answered: answer.length })
  expect(first?.head).toBe(answer.indexOf('3\r\nab'))
  expect(first?.header('content-length')).toBe('5')
})

test('requests that come at once are answered one after the other', async () => {
  const { client, seen } = await send(undefined)
  client.socket.write(request + request)
  await until(() => client.text).toBe(answer + answer + answer)
  expect(seen.map(({ text }) => text)).toEqual([request, request, request])
})

test.each([
  ['by a length', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc', 'abcd', undefined],
  ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', 'abcd', undefined],
  ['by trailers', `${answer.slice(0, -2)}Hyper: 1\r\n\r\n`, 'abcd', undefined],
  ['by the end of the connection', 'HTTP/1.1 200 OK\r\n\r\nabc', '', 'end'],
  [
    'by a length, and says that the connection closes',
    'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    '',
    'end',
  ],
] as const)('an answer that ends %s is known to be over', async (_title, text, more, how) => {
  const setting = await send(undefined, (socket) => {
    if (how) socket.end(text)
    else socket.write(text + more)
  })
  await over(setting)
  await until(() => setting.client.text).toBe(text)
  if (how) await ended(setting)
  expect(setting.client.ended).toBe(how)
})

test('chunks are followed however they are cut', async () => {
  const setting = await send({ kind: 'throttle', direction: 'answer', chunk: 1 }, (socket) => {
    const bytes = [...answer]
    const next = () => {
      const byte = bytes.shift()
      if (byte !== undefined) socket.write(byte, () => setImmediate(next))
    }
    next()
  })
  await over(setting)
  await until(() => setting.client.text).toBe(answer)
  expect(setting.client.ended).toBeUndefined()
})

describe.each(['end', 'reset'] as const)('a cut by %s', (how) => {
  test('lets just so many bytes of an answer pass, at each of its bytes', async () => {
    const cutAt = async (at: number) => {
      const setting = await send({ kind: 'cut', direction: 'answer', at, how })
      await ended(setting)
      const { client, seen } = setting
      expect([at, client.text]).toEqual([at, answer.slice(0, at)])
      // a reset that comes together with bytes is read as an end behind them
      if (how === 'end' || at === 0) expect(client.ended).toBe(how)
      await until(() => seen[0]?.ended).toBe(how)
    }
    await Promise.all(Array.from({ length: answer.length + 1 }, (_, at) => cutAt(at)))
  })

  test('lets just so many bytes of a request pass, at each of its bytes', async () => {
    const cutAt = async (at: number) => {
      const setting = await send({ kind: 'cut', direction: 'request', at, how })
      await ended(setting)
      await until(() => (at === 0 ? 'end' : setting.seen[0]?.ended)).toBeDefined()
      expect([at, setting.seen[0]?.text ?? '']).toEqual([at, request.slice(0, at)])
      expect(setting.client.text).toBe('')
    }
    await Promise.all(Array.from({ length: request.length }, (_, at) => cutAt(at)))
  })

  test('comes behind a message that is shorter', async () => {
    const setting = await send({ kind: 'cut', direction: 'answer', at: 10_000, how })
    await ended(setting)
    expect(setting.client.text).toBe(answer)
    await until(() => setting.seen[0]?.ended).toBe(how)
  })
})

test('a delay holds back the first byte of its direction', async () => {
  for (const direction of ['request', 'answer'] as const) {
    const since = performance.now()
    const { client } = await send({ kind: 'delay', direction, milliseconds: 80 })
    await until(() => client.text).toBe(answer)
    expect(performance.now() - since).toBeGreaterThan(79)
  }
})

test('a stall holds back what follows its byte', async () => {
  const since = performance.now()
  const { client } = await send({ kind: 'stall', direction: 'answer', at: 20, milliseconds: 150 })
  await until(() => client.text).toBe(answer.slice(0, 20))
  await until(() => client.text).toBe(answer)
  expect(performance.now() - since).toBeGreaterThan(149)
})

test('a stall for ever ends when the client leaves, and the server notices', async () => {
  const setting = await send({ kind: 'stall', direction: 'answer', at: 20, milliseconds: Infinity })
  await until(() => setting.client.text).toBe(answer.slice(0, 20))
  setting.client.socket.destroy()
  await over(setting)
  await until(() => setting.seen[0]?.ended).toBe('end')
  expect(setting.proxy.log[0]?.isWhole).toBe(false)
})

test('a stall for ever does not keep the proxy from closing', async () => {
  const { client, proxy } = await send({ kind: 'stall', direction: 'request', at: 3, milliseconds: Infinity })
  await until(() => proxy.log[0]?.requested).toBe(0)
  await proxy.close()
  await until(() => client.ended).toBeDefined()
})

test('a duplicate reaches the server twice, and the client gets the first answer', async () => {
  const { url, seen, close } = await rawServer((socket, number) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${number}`)
  }, request)
  closing.push(close)
  const proxy = await faultProxy(url, () => ({ kind: 'duplicate', after: 10 }))
  closing.unshift(() => proxy.close())
  const client = rawClient(proxy.url, request)
  closing.unshift(() => client.socket.destroy())
  await until(() => seen.map(({ text }) => text)).toEqual([request, request])
  await until(() => proxy.log[0]?.isOver).toBe(true)
  expect(seen[1]?.text).toBe(request)
  expect(client.text).toMatch(/0$/)
  expect(client.ended).toBeUndefined()
})

test('a dropped answer was given, and nothing of it arrives', async () => {
  const setting = await send({ kind: 'drop' })
  await ended(setting)
  expect(setting.client).toMatchObject({ text: '', ended: 'reset' })
  expect(setting.seen[0]?.text).toBe(request)
})

test('a throttle passes so many bytes at once, and so many in a second', async () => {
  for (const direction of ['request', 'answer'] as const) {
    const since = performance.now()
    const { client, seen } = await send({ kind: 'throttle', direction, chunk: 1, perSecond: 500 })
    await until(() => client.text).toBe(answer)
    const { pieces } = direction === 'request' ? (seen[0] as Seen) : client
    expect(pieces).toBeGreaterThan(20)
    expect(performance.now() - since).toBeGreaterThan((1000 * answer.length) / 500 - 5)
  }
})

test('half of a connection closes: the server goes on to answer, or to a client that has gone', async () => {
  const gone = await send({ kind: 'half', direction: 'answer', at: 20 })
  await over(gone)
  await until(() => gone.client).toMatchObject({ text: answer.slice(0, 20), ended: 'end' })
  expect(gone.seen[0]?.text).toBe(request)
  expect(gone.proxy.log[0]).toMatchObject({ isWhole: false, answered: 20 })

  const heard = await send({ kind: 'half', direction: 'request', at: 10_000 })
  await until(() => heard.client.text).toBe(answer)
  expect(heard.seen[0]).toMatchObject({ text: request, ended: 'end' })
})

test('a server that is not there, or leaves, is a connection that ends', async () => {
  const setting = await send(undefined, (socket) => void socket.end(answer.slice(0, -5)))
  await ended(setting)
  expect(setting.client.text).toBe(answer.slice(0, -5))
  const proxy = await faultProxy('http://localhost:1', () => undefined)
  closing.unshift(() => proxy.close())
  const client = rawClient(proxy.url, request)
  await until(() => client.ended).toBeDefined()
  expect(client.text).toBe('')
})

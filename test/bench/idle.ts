import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type Pair, type Ratio, ratioOf } from './ratio.js'
import { serve } from './serve.js'

/** Each is a socket here and one there. */
const streams = 5000

/** Opened at a time, as a server's backlog is shorter. */
const batch = 100

const rounds = 3

/** Resident KiB of one open stream. */
const bar = 20

export const idle = {
  title: `memory of an open stream, of ${streams.toLocaleString('en')} that are idle, against bare res.write`,
  async run(): Promise<Ratio[]> {
    return [...(await compareUse('a stream', '')), ...(await compareUse('a stream to a browser', 'gzip, deflate, br'))]
  },
}

async function compareUse(name: string, encodings: string): Promise<Ratio[]> {
  const resident: Pair[] = []
  const heap: Pair[] = []
  for (let round = 0; round < rounds; round++) {
    const [ours, baseline] = [await useOf('/', encodings), await useOf('/by-hand', encodings)]
    resident.push({ ours: ours.resident, baseline: baseline.resident })
    heap.push({ ours: ours.heap, baseline: baseline.heap })
  }
  const most = Math.max(...resident.map(({ ours }) => ours))
  const whole = ratioOf({ name: `resident memory of ${name}`, unit: 'KiB', bar: undefined }, resident)
  const note = `${most <= bar ? 'holds' : 'MISSED'}: at most ${most.toFixed(1)} KiB, and ${bar} are allowed`
  return [
    { ...whole, holds: most <= bar, note },
    ratioOf({ name: `values of ${name}`, unit: 'KiB', bar: undefined }, heap),
  ]
}

/** KiB of a stream, in a process of its own. */
async function useOf(path: string, encodings: string): Promise<{ heap: number; resident: number }> {
  const { url, memory, stop } = await serve('idle')
  // code and buffers that any stream needs
  const warm = await open(url, path, encodings)
  for (const socket of warm) socket.destroy()
  const before = await memory()
  const sockets: Socket[] = []
  try {
    while (sockets.length < streams) sockets.push(...(await open(url, path, encodings)))
    const after = await memory()
    const each = (bytes: number) => bytes / streams / 1024
    return { heap: each(after.heap - before.heap), resident: each(after.resident - before.resident) }
  } finally {
    for (const socket of sockets) socket.destroy()
    stop()
  }
}

function open(url: string, path: string, encodings: string): Promise<Socket[]> {
  return Promise.all(Array.from({ length: batch }, () => openOne(url, path, encodings)))
}

/** @throws Error when the machine allows no more open files. */
async function openOne(url: string, path: string, encodings: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), 'localhost')
  await once(socket, 'connect')
  const headers = `Host: localhost\r\nHyper-Call: ${socket.localPort}\r\nHyper-Action: watch\r\nAccept-Encoding: ${encodings}\r\n`
  socket.write(`GET ${path} HTTP/1.1\r\n${headers}\r\n`)
  // the head, and behind it the event, compressed or not
  for (let text = ''; !/\r\n\r\n./s.test(text); ) {
    const [piece] = (await once(socket, 'data')) as [Buffer]
    text += piece
  }
  return socket
}

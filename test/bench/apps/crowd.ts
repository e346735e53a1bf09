import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { announce } from './listen.js'

/** Opened at a time, as a server's backlog is shorter. */
const batch = 100

const sockets: Socket[] = []
let waiting = 0
let seen = Promise.resolve('')

/** A crowd of clients, which note when the last of them has an event: `open <count> <url>`, `arm`, `seen`, `leave`. */
announce('crowd', {
  async open(count, url) {
    const wanted = sockets.length + Number(count)
    while (sockets.length < wanted) await Promise.all(Array.from({ length: batch }, () => join(new URL(url ?? ''))))
    return sockets.length
  },
  arm() {
    waiting = sockets.length
    seen = new Promise((resolve) => {
      tell = resolve
    })
    return waiting
  },
  seen: () => seen,
  leave() {
    for (const socket of sockets.splice(0)) socket.destroy()
    return 0
  },
})

let tell: (when: string) => void = () => {}

async function join({ port, pathname }: URL): Promise<void> {
  const socket = connect(Number(port), 'localhost')
  await once(socket, 'connect')
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: localhost\r\nHyper-Call: ${socket.localPort}\r\n\r\n`)
  for (let text = ''; !text.includes('event: live'); ) {
    const [piece] = (await once(socket, 'data')) as [Buffer]
    text += piece
  }
  socket.on('data', (piece) => {
    if (piece.includes('THE END') && --waiting === 0) tell(String(process.hrtime.bigint()))
  })
  sockets.push(socket)
}

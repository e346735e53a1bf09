import Koa from 'koa'
import { action, actions, hyper } from '../../server/index.js'

const bytes = 2 ** 30
let received = 0
let base = { rss: 0, arrayBuffers: 0 }
let peak = { rss: 0, arrayBuffers: 0 }

const disk = action({ files: { store: 'disk', bytes } }, (_ctx, { photo }) => ({
  size: (photo as { size: number }).size,
}))
const sink = action(
  {
    files: {
      bytes,
      async store({ stream }) {
        for await (const piece of stream) received += piece.length
        return received
      },
    },
  },
  (_ctx, { photo }) => ({ size: photo }),
)

const measure = () => {
  const { rss, arrayBuffers } = process.memoryUsage()
  peak = { rss: Math.max(peak.rss, rss), arrayBuffers: Math.max(peak.arrayBuffers, arrayBuffers) }
}
setInterval(measure, 5)

// what this process is asked: to begin a measurement, and how far it grew
process.on('message', (what) => {
  if (what === 'begin') {
    globalThis.gc?.()
    base = process.memoryUsage()
    peak = base
  }
  process.send?.({ rss: peak.rss - base.rss, arrayBuffers: peak.arrayBuffers - base.arrayBuffers })
})

const server = new Koa()
  .use(hyper())
  .use(actions({ disk, sink }))
  .listen(0, () => process.send?.(server.address()))

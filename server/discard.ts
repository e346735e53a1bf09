import type Koa from 'koa'

/** What is still read of a body that was refused, in bytes and milliseconds. */
const bound = { bytes: 32 * 1024 * 1024, milliseconds: 10_000 }

/**
 * Throws away the rest of a body. A browser looks at the answer only once it has sent everything or cannot send any
 * more, and a connection that is closed under it may take the answer along; so it may finish, within bounds.
 */
export function discard({ req, res }: Koa.Context): void {
  if (req.complete || req.destroyed) return
  let left = bound.bytes
  const close = () => {
    req.pause()
    if (res.writableFinished) req.socket.destroy()
    else res.once('finish', () => req.socket.destroy())
  }
  const timer = setTimeout(close, bound.milliseconds)
  timer.unref()
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) close()
  })
  // the connection may serve another request by then
  for (const over of ['end', 'close']) req.once(over, () => clearTimeout(timer))
  req.resume()
}

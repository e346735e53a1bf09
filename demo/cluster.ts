import cluster from 'node:cluster'

/** The demo in two processes on one port: each connection goes to either, and what one publishes the other one has. */
if (cluster.isWorker) await import('./main.js')
else if (!process.env['REDIS_URL']) {
  console.error('Two processes need a Redis between them: REDIS_URL=redis://localhost:6379 npm run demo:cluster')
  process.exitCode = 1
} else {
  // the first one makes the tables
  cluster.fork().once('listening', () => cluster.fork())
  cluster.on('exit', ({ process: { pid }, exitedAfterDisconnect }) => {
    console.log(`Process ${pid} has ended`)
    if (!exitedAfterDisconnect && !isEnding) cluster.fork()
  })
  let isEnding = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      isEnding = true
      for (const worker of Object.values(cluster.workers ?? {})) worker?.kill(signal)
    })
}

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface Killable {
  /** The same for its whole life, whatever process is behind it. */
  url: string
  /** Waits until its process, since it was started, has sent this. */
  said(message: string): Promise<void>
  /** kill -9, in the middle of whatever it does. */
  kill(): Promise<void>
  /** Another process of the same script, on the same port. */
  restart(): Promise<void>
}

/**
 * Runs a script as a process of its own. It listens on `PORT`, or on a free port if that is 0, and sends `{ port }` once
 * it does.
 */
export async function killable(script: string, env: Record<string, string> = {}): Promise<Killable> {
  let port = 0
  let heard: unknown[] = []
  let child = await run()

  async function run(): Promise<ChildProcess> {
    const started = fork(script, { execArgv: ['--import', 'tsx'], env: { ...process.env, ...env, PORT: String(port) } })
    heard = []
    started.on('message', (message) => heard.push(message))
    const failure = once(started, 'exit').then(([status]) => {
      throw new Error(`${script} ended with ${status} before it listened on ${port}`)
    })
    const [message] = (await Promise.race([once(started, 'message'), failure])) as [{ port: number }]
    failure.catch(() => {}) // it has listened: its end is ours
    port = message.port
    return started
  }

  return {
    url: `http://localhost:${port}`,
    async said(message) {
      while (!heard.includes(message)) await once(child, 'message')
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    async restart() {
      child = await run()
    },
  }
}

/** For the length of a test: the server of mortal.ts, with a database of its own. */
export async function mortal(): Promise<Killable> {
  const folder = mkdtempSync(join(tmpdir(), 'alpine-hyper-mortal-'))
  const server = await killable('test/faults/mortal.ts', { DATABASE: join(folder, 'mortal.db') })
  onTestFinished(async () => {
    await server.kill()
    rmSync(folder, { recursive: true })
  })
  return server
}

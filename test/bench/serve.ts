import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { bundle, forNode } from './bundle.js'

export interface Served {
  url: string
  /** CPU time that its process has used, in microseconds. */
  cpu(): Promise<number>
  /** Bytes that its process has after garbage collection: of values, and of memory at all. */
  memory(): Promise<{ heap: number; resident: number }>
  /** Asks it for what else it can do. */
  ask(what: string): Promise<unknown>
  stop(): void
}

/** Runs an app of `apps/`, compiled as it would be published, in a process of its own. */
export async function serve(name: string): Promise<Served> {
  const code = await bundle(forNode(`test/bench/apps/${name}.ts`))
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-'], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
  })
  child.stdin?.end(code)
  const failure = once(child, 'exit').then(([status]) => {
    throw new Error(`The benchmark's app "${name}" ended with ${status} before it listened`)
  })
  const [url] = (await Promise.race([once(child, 'message'), failure])) as [string]
  failure.catch(() => {}) // it has listened: the end is ours
  const ask = async (what: string) => {
    child.send(what)
    const [used] = await once(child, 'message')
    return used
  }
  return {
    url,
    cpu: () => ask('cpu'),
    memory: () => ask('memory'),
    ask,
    stop: () => child.kill(),
  }
}

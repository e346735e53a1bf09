import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { useDemo } from './demo.js'

const { visitWith, temporaryFolder } = useDemo()

/** What a program of its own writes, until it has written this. */
async function started(command: string, parameters: string[], ready: RegExp, env = {}): Promise<RegExpExecArray> {
  const child: ChildProcess = spawn(command, parameters, { env: { ...process.env, ...env }, stdio: 'pipe' })
  onTestFinished(async () => {
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  let said = ''
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk
      const match = ready.exec(said)
      if (match) resolve(match)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', () => reject(new Error(`${command} ended before it was ready: ${said}`)))
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

test('in two processes, what one says is heard by all, and each page has its own state', async () => {
  const folder = temporaryFolder()
  const redis = await freePort()
  const own = ['--port', `${redis}`, '--save', '', '--appendonly', 'no', '--dir', folder]
  await started('redis-server', own, /eady to accept/)
  const [, url = ''] = await started('node', ['--import', 'tsx', 'demo/cluster.ts'], /(http:\S+),.*http:\S+,.*\n/s, {
    PORT: '0',
    REDIS_URL: `redis://localhost:${redis}`,
    DATABASE_URL: `file:${join(folder, 'demo.db')}`,
  })

  const rooms = await Promise.all([1, 2, 3, 4].map(() => visitWith(url, '/room')))
  const processes = new Set(await Promise.all(rooms.map((page) => page.locator('.foot').textContent())))
  expect(processes.size).toBe(2)
  for (const page of rooms)
    await expect.poll(() => page.locator('#present h2').textContent()).toBe(`Here now: ${rooms.length}`)
  for (const [n, page] of rooms.entries()) {
    await page.getByRole('textbox', { name: 'Say something' }).fill(`${n}`)
    await page.getByRole('button', { name: 'Send' }).click()
    await expect.poll(() => page.locator('#messages p').allTextContents()).toContain(`${n}`)
  }
  for (const page of rooms)
    await expect.poll(() => page.locator('#messages p').allTextContents()).toEqual(['0', '1', '2', '3'])

  // whichever process a call comes to, it reaches the state of its page
  const [page, other] = await Promise.all([1, 2].map(() => visitWith(url, '/weather')))
  const unit = (of = page) => of?.locator('.instruments dd span').first().textContent()
  for (const wanted of ['F', 'C', 'F', 'C', 'F']) {
    await page?.getByRole('button', { name: 'Celsius or Fahrenheit' }).click()
    await expect.poll(() => unit()).toBe(wanted)
  }
  expect(await unit(other)).toBe('C')
}, 60_000)

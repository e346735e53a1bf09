import { fork } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'

interface Measured {
  heap: number
  kept: number[]
}

test('10,000 pushes to one view with a temporary field leave memory flat', async () => {
  const server = fork('test/server/view-server.ts', { execArgv: ['--import', 'tsx', '--expose-gc'] })
  onTestFinished(() => void server.kill())
  const [{ port }] = (await once(server, 'message')) as [AddressInfo]
  let received = 0
  const headers = { 'Hyper-Call': 'c' }
  get({ port, path: '/live', headers, agent: false }, (response) => {
    response.on('data', (chunk: Buffer) => {
      received += chunk.length
    })
  }).on('error', () => {}) // it is killed in the end
  await expect.poll(() => received).toBeGreaterThan(0)
  const push = async (count: number) => {
    const before = received
    server.send(count)
    const [measured] = (await once(server, 'message')) as [Measured]
    await expect.poll(() => received - before, { timeout: 20_000 }).toBeGreaterThan(count * 1000)
    return measured
  }
  // code, and what is kept for a page that comes back
  const { heap } = await push(2000)
  const after = await push(10_000)
  expect(after.kept).toEqual([0])
  expect(after.heap - heap).toBeLessThan(2 * 2 ** 20)
}, 60_000)

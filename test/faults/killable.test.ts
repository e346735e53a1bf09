import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { decode, reading } from '../server/serve.js'
import { type Killable, killable } from './killable.js'

async function mortal(): Promise<Killable> {
  const folder = mkdtempSync(join(tmpdir(), 'alpine-hyper-mortal-'))
  const server = await killable('test/faults/mortal.ts', { DATABASE: join(folder, 'mortal.db') })
  onTestFinished(async () => {
    await server.kill()
    rmSync(folder, { recursive: true })
  })
  return server
}

let calls = 0
const call = ({ url }: Killable, action: string, data?: object): Promise<Response> =>
  fetch(url + (data ? '' : '/'), {
    method: data ? 'POST' : 'GET',
    headers: {
      'Hyper-Call': `call-${++calls}`,
      'Hyper-Action': action,
      ...(data && { 'Content-Type': 'application/json' }),
    },
    ...(data && { body: JSON.stringify(data) }),
  })
const balance = async (server: Killable) => decode(await (await call(server, 'balance')).text())[0]?.data

test('a server that is killed in the middle of a stream cuts it, and another one takes its place', async () => {
  const server = await mortal()
  const answer = reading(await call(server, 'watch'))
  await answer.until('"n":3')
  await server.kill()
  await expect(answer.rest()).rejects.toThrow()
  await expect(call(server, 'watch')).rejects.toThrow()
  await server.restart()
  await reading(await call(server, 'watch')).until('"n":3')
}, 30_000)

test('what a killed server had written is there, and what it had not is not', async () => {
  const server = await mortal()
  for (const [amount, last] of [
    [0, 'asked'],
    [7, 'paid'],
  ] as const) {
    const answer = call(server, 'pay', { amount })
    answer.catch(() => {})
    await server.said(last)
    await server.kill()
    await expect(answer).rejects.toThrow()
    await server.restart()
  }
  expect(await balance(server)).toEqual({ values: { payments: 1, amount: 7 } })
}, 30_000)

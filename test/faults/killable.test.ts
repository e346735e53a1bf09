import { expect, test } from 'vitest'
import { decode, reading } from '../server/serve.js'
import { type Killable, mortal } from './killable.js'

let calls = 0
function call({ url }: Killable, action: string, data: object, method = 'POST'): Promise<Response> {
  const to = new URL(url)
  if (method === 'GET') to.searchParams.set('_data', JSON.stringify(data))
  return fetch(to, {
    method,
    headers: {
      'Hyper-Call': `call-${++calls}`,
      'Hyper-Action': action,
      ...(method === 'POST' && { 'Content-Type': 'application/json' }),
    },
    ...(method === 'POST' && { body: JSON.stringify(data) }),
  })
}

test('a server that is killed in the middle of a stream cuts it, and another one takes its place', async () => {
  const server = await mortal()
  const answer = reading(await call(server, 'watch', { to: 3, hangs: 'line 3' }, 'GET'))
  await answer.until('<li>2')
  await server.kill()
  await expect(answer.rest()).rejects.toThrow()
  await expect(call(server, 'watch', { to: 3 }, 'GET')).rejects.toThrow()
  await server.restart()
  expect(await (await call(server, 'watch', { to: 3 }, 'GET')).text()).toContain('<li>3')
}, 90_000)

test('what a killed server had written is there, and what it had not is not', async () => {
  const server = await mortal()
  for (const hangs of ['before', 'after']) {
    const answer = call(server, 'pay', { amount: 7, hangs })
    answer.catch(() => {})
    await server.said(hangs)
    await server.kill()
    await expect(answer).rejects.toThrow()
    await server.restart()
  }
  const balance = await call(server, 'balance', {}, 'GET')
  expect(decode(await balance.text())[0]?.data).toEqual({ values: { payments: 1, amount: 7 } })
}, 90_000)

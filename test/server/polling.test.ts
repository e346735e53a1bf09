import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { action, signal, stopPolling } from '../../server/index.js'
import { serve } from './serve.js'

const stop = { kind: 'stop', data: {} }
const end = { kind: 'end', data: {} }

test('stopPolling is an item like others: what follows it is sent', async () => {
  const { call } = await serve({
    actions: {
      alone: action({ method: 'GET' }, () => stopPolling()),
      go: action({ method: 'GET' }, () => [stopPolling(), signal('done', true)]),
      stream: action({ method: 'GET' }, async function* () {
        yield signal('done', true)
        await turn()
        yield stopPolling()
      }),
    },
  })
  const get = async (name: string) => (await call('/', { action: name, method: 'GET' })).events
  expect(await get('alone')).toEqual([stop, end])
  expect(await get('go')).toMatchObject([stop, { kind: 'signals' }, end])
  expect(await get('stream')).toMatchObject([{ kind: 'signals' }, stop, end])
})

test('ctx.status = 286 is the status of the answer, with items and without', async () => {
  const { call, raw, port } = await serve({
    actions: {
      go: action({ method: 'GET' }, (ctx) => {
        ctx.status = 286
        return signal('done', true)
      }),
      empty: action({ method: 'GET' }, (ctx) => {
        ctx.status = 286
      }),
      body: action({ method: 'GET' }, (ctx) => {
        ctx.status = 286
        ctx.body = { done: true }
      }),
    },
  })
  const get = (name: string) => call('/', { action: name, method: 'GET' })
  expect(await get('go')).toMatchObject({ status: 286, events: [{ kind: 'signals' }, end] })
  expect(await get('empty')).toMatchObject({ status: 286, events: [end] })
  expect(await get('body')).toMatchObject({ status: 286, text: '{"done":true}' })
  const head = `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n`
  expect(await raw(`${head}Hyper-Call: a\r\nHyper-Action: go\r\n\r\n`)).toMatch(/^HTTP\/1\.1 286 \S/)
})

test('without JavaScript it is for a page that is not there', async () => {
  const { plain } = await serve({ actions: { go: action(() => stopPolling()) } })
  expect((await plain('/', { method: 'POST', body: new URLSearchParams({ _action: 'go' }) })).status).toBe(303)
})

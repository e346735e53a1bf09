import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import Koa from 'koa'
import { afterEach, expect, test } from 'vitest'
import { type Action, action, actions, hyper } from '../../server/index.js'
import { answers, departures, end, requests } from './table.js'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A server with one action, `add`, by name and as a route. */
async function serve(add: Action): Promise<string> {
  const app = new Koa()
  const router = new Router()
  router.all('/rows/:id', add).all('/', actions({ add }))
  const server = app.use(hyper()).use(router.routes()).listen(0)
  closing.push(
    () => void server.closeAllConnections(),
    () => void server.close(),
  )
  await once(server, 'listening')
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

const whole = [
  ...answers.map(({ text, ...row }) => ({ ...row, text: text + end })),
  ...departures.map((row) => ({ ...row, status: 200 })),
]

test.each(whole.map((row) => [row.title, row] as const))(
  '%s is written',
  async (_title, { returned, text, status = 200 }) => {
    const url = await serve(action(() => returned()))
    const answer = await fetch(url, { method: 'POST', headers: { 'Hyper-Call': 'c1', 'Hyper-Action': 'add' } })
    expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe(text)
    expect(answer.status).toBe(status)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'hyper-answer': '1',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      vary: 'Hyper-Action, Hyper-Call, Accept',
    })
  },
)

test('an answer known at once has its length, one that streams has none', async () => {
  const stream = async function* () {
    yield { n: 1 }
    await new Promise(setImmediate)
  }
  for (const [returned, length] of [
    [() => ({ n: 1 }), 62],
    [stream, null],
  ] as const) {
    const url = await serve(action(returned))
    const answer = await fetch(url, { method: 'POST', headers: { 'Hyper-Call': 'c1', 'Hyper-Action': 'add' } })
    expect(await answer.text()).toBe(`event: signals\ndata: {"values":{"n":1}}\n\n${end}`)
    expect(answer.headers.get('content-length')).toBe(length && String(length))
  }
})

test('nothing to do is 204', async () => {
  const url = await serve(action(() => [null, false, undefined, [0]]))
  const answer = await fetch(url, { method: 'POST', headers: { 'Hyper-Call': 'c1', 'Hyper-Action': 'add' } })
  expect([answer.status, await answer.text()]).toEqual([204, ''])
})

test.each([
  [
    'before the headers',
    () => {
      throw new Error('secret')
    },
    500,
    'event: error\ndata: {"status":500,"id":"c1"}\n\n',
  ],
  [
    'after them',
    async function* () {
      yield { n: 1 }
      await new Promise(setImmediate)
      throw Object.assign(new Error('Changed'), { status: 409, expose: true })
    },
    200,
    'event: signals\ndata: {"values":{"n":1}}\n\nevent: error\ndata: {"status":409,"id":"c1","message":"Changed"}\n\n',
  ],
] as const)('a throw %s is written as an error', async (_title, handler, status, text) => {
  const url = await serve(action(handler))
  const answer = await fetch(url, { method: 'POST', headers: { 'Hyper-Call': 'c1', 'Hyper-Action': 'add' } })
  expect([answer.status, await answer.text()]).toEqual([status, text])
})

test.each(requests.map((row) => [row.title, row] as const))(
  '%s is read',
  async (_title, { method, url, headers, sent, read }) => {
    const seen: unknown[] = []
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
    const server = await serve(
      action({ method: methods }, (ctx, input) => {
        const { action, source, language, call, url } = ctx.hyper
        seen.push({ action, source, language, input, call, path: url?.pathname })
      }),
    )
    const given = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    )
    const answer = await fetch(server + url, {
      method,
      headers: given.map(([name, value]) => [name, value.replace('ID', 'c1').replace('PAGE', `${server}/`)]),
      ...(sent !== undefined && { body: sent }),
    })
    expect(answer.status).toBe(204)
    expect(seen).toEqual([{ ...read, call: 'c1', path: '/' }])
  },
)

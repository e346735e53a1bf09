import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { action, elements, signal, toast } from '../../server/index.js'
import { gate, reading, serve, stalled } from './serve.js'

test('leaving a GET stream closes its generator within a second and aborts abortSignal', async () => {
  const closed = gate<boolean>()
  const { open } = await serve({
    actions: {
      watch: action({ method: 'GET' }, async function* (ctx) {
        const { abortSignal } = ctx.hyper
        try {
          for (let i = 0; ; i++) {
            yield signal('i', i)
            if (i === 1) await once(abortSignal, 'abort')
          }
        } finally {
          closed.open(abortSignal.aborted)
        }
      }),
    },
  })
  const leave = new AbortController()
  const answer = reading(await open('/', { action: 'watch', method: 'GET', signal: leave.signal }))
  await answer.until('"i":1')
  const left = performance.now()
  leave.abort()
  expect(await closed.passed).toBe(true)
  expect(performance.now() - left).toBeLessThan(1000)
})

test('leaving a GET stream that is busy yielding closes its generator', async () => {
  const closed = gate()
  const { open } = await serve({
    actions: {
      watch: action({ method: 'GET' }, async function* () {
        try {
          for (let i = 0; ; i++) {
            await turn()
            yield signal('i', i)
          }
        } finally {
          closed.open()
        }
      }),
    },
  })
  const leave = new AbortController()
  await reading(await open('/', { action: 'watch', method: 'GET', signal: leave.signal })).until('"i":1')
  leave.abort()
  await closed.passed
})

test('leaving a GET stream before its first item closes its generator', async () => {
  const started = gate()
  const closed = gate<boolean>()
  const { open } = await serve({
    actions: {
      watch: action({ method: 'GET' }, async function* (ctx) {
        const { abortSignal } = ctx.hyper
        started.open()
        await once(abortSignal, 'abort')
        closed.open(abortSignal.aborted)
        yield toast('never read')
      }),
    },
  })
  const leave = new AbortController()
  const left = open('/', { action: 'watch', method: 'GET', signal: leave.signal }).catch(() => {})
  await started.passed
  leave.abort()
  expect(await closed.passed).toBe(true)
  await left
})

test('leaving a GET action that is no stream aborts abortSignal, whoever asked for it first', async () => {
  const started = gate()
  const aborted = gate()
  const { open } = await serve({
    inside: (app) =>
      void app.use((ctx, next) => {
        expect(ctx.hyper.abortSignal.aborted).toBe(false)
        return next()
      }),
    actions: {
      slow: action({ method: 'GET' }, async (ctx) => {
        started.open()
        await once(ctx.hyper.abortSignal, 'abort')
        aborted.open()
      }),
    },
  })
  const leave = new AbortController()
  const left = open('/', { action: 'slow', method: 'GET', signal: leave.signal }).catch(() => {})
  await started.passed
  leave.abort()
  await aborted.passed
  await left
})

test('abortSignal is aborted already if the client left before it was asked for', async () => {
  const started = gate()
  const found = gate<boolean>()
  const { open } = await serve({
    actions: {
      slow: action({ method: 'GET' }, async (ctx) => {
        const closed = once(ctx.res, 'close')
        started.open()
        await closed
        found.open(ctx.hyper.abortSignal.aborted)
      }),
    },
  })
  const leave = new AbortController()
  const left = open('/', { action: 'slow', method: 'GET', signal: leave.signal }).catch(() => {})
  await started.passed
  leave.abort()
  expect(await found.passed).toBe(true)
  await left
})

test('HEAD on a stream gives its headers and closes its generator', async () => {
  const closed = gate()
  const { call } = await serve({
    actions: {
      watch: action({ method: 'GET' }, async function* () {
        try {
          for (let i = 0; ; i++) {
            await turn()
            yield signal('i', i)
          }
        } finally {
          closed.open()
        }
      }),
    },
  })
  const { status, text } = await call('/', { action: 'watch', method: 'HEAD' })
  expect([status, text]).toEqual([200, ''])
  await closed.passed
})

test('a stream that was read to its end is not aborted', async () => {
  const aborted: boolean[] = []
  const { call } = await serve({
    actions: {
      watch: action({ method: 'GET' }, async function* (ctx) {
        const { abortSignal } = ctx.hyper
        ctx.res.once('close', () => aborted.push(abortSignal.aborted))
        yield toast('a')
        await turn()
        yield toast('b')
      }),
    },
  })
  await call('/', { action: 'watch', method: 'GET', headers: { Connection: 'close' } })
  await expect.poll(() => aborted).toEqual([false])
})

test('a POST stream runs to its end when the client leaves', async () => {
  const left = gate()
  const ended = gate<{ steps: number; aborted: boolean }>()
  const { open } = await serve({
    actions: {
      save: action(async function* (ctx) {
        const { abortSignal } = ctx.hyper
        ctx.res.once('close', () => left.open())
        yield signal('i', 0)
        await left.passed
        let steps = 0
        while (steps < 1000) yield signal('i', ++steps)
        ended.open({ steps, aborted: abortSignal.aborted })
      }),
    },
  })
  const leave = new AbortController()
  await reading(await open('/', { action: 'save', signal: leave.signal })).until('"i":0')
  leave.abort()
  expect(await ended.passed).toEqual({ steps: 1000, aborted: false })
})

test('a POST stream that waited for a slow reader runs to its end when that one leaves', async () => {
  const ended = gate()
  let pulled = 0
  const { connect } = await serve({
    actions: {
      save: action(async function* () {
        for (let i = 0; i < 1000; i++) {
          pulled = i
          yield elements(`<p>${'x'.repeat(100_000)}</p>`)
        }
        ended.open()
      }),
    },
  })
  const socket = connect()
  socket.pause()
  socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nHyper-Call: c\r\nHyper-Action: save\r\nContent-Length: 0\r\n\r\n')
  await stalled(() => pulled)
  expect(pulled).toBeLessThan(999)
  socket.destroy()
  await ended.passed
})

test.each<['finish' | 'abort', string, boolean]>([
  ['abort', 'POST', true],
  ['finish', 'GET', false],
])('onDisconnect: %s holds for %s', async (onDisconnect, method, aborts) => {
  const left = gate()
  const ended = gate<boolean>()
  const { open } = await serve({
    actions: {
      go: action({ method: ['GET', 'POST'], onDisconnect }, async function* (ctx) {
        const { abortSignal } = ctx.hyper
        ctx.res.once('close', () => left.open())
        let finished = false
        try {
          yield signal('i', 0)
          await left.passed
          yield signal('i', 1)
          finished = true
        } finally {
          expect(abortSignal.aborted).toBe(aborts)
          ended.open(finished)
        }
      }),
    },
  })
  const leave = new AbortController()
  await reading(await open('/', { action: 'go', method, signal: leave.signal })).until('"i":0')
  leave.abort()
  expect(await ended.passed).toBe(!aborts)
})

test('a client that leaves is no error of the application', async () => {
  for (const method of ['GET', 'POST']) {
    const closed = gate()
    const { open, failures } = await serve({
      actions: {
        go: action({ method: ['GET', 'POST'] }, async function* (ctx) {
          ctx.res.once('close', () => setImmediate(closed.open))
          yield signal('i', 0)
          await closed.passed
          yield signal('i', 1)
        }),
      },
    })
    const leave = new AbortController()
    await reading(await open('/', { action: 'go', method, signal: leave.signal })).until('"i":0')
    leave.abort()
    await closed.passed
    await turn()
    expect(failures()).toEqual([])
  }
})

test('an error after the client left a POST stream is reported once', async () => {
  const left = gate()
  const { open, failures } = await serve({
    actions: {
      go: action(async function* (ctx) {
        ctx.res.once('close', () => left.open())
        yield signal('i', 0)
        await left.passed
        throw new Error('too late')
      }),
    },
  })
  const leave = new AbortController()
  await reading(await open('/', { action: 'go', signal: leave.signal })).until('"i":0')
  leave.abort()
  const heard: string[] = []
  await expect.poll(() => heard.push(...failures().map(({ message }) => message)) && heard).toEqual(['too late'])
})

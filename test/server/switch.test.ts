import { expect, test } from 'vitest'
import { action, type Item, switchTo } from '../../server/index.js'
import { serve } from './serve.js'

async function answer(item: () => Item, headers: Record<string, string> = {}) {
  let isClosed = false
  const served = await serve({
    actions: {
      start: action(async function* () {
        try {
          yield item()
          yield { never: true }
        } finally {
          isClosed = true
        }
      }),
    },
  })
  const { events, status } = await served.call('/', { action: 'start', headers })
  return { events, status, isClosed, failures: served.failures }
}

test('a hand-over is the last that an answer says', async () => {
  const { events, isClosed } = await answer(() => switchTo('watch', { id: 7 }))
  expect(events).toEqual([{ kind: 'switch', data: { action: 'watch', method: 'GET', data: { id: 7 }, depth: 1 } }])
  expect(isClosed).toBe(true)
})

test('it goes to another page, and to what writes', async () => {
  const { events } = await answer(() => switchTo('/jobs/:id', { id: 7 }, { method: 'POST', url: '/jobs' }))
  expect(events[0]?.data).toEqual({ action: '/jobs/:id', method: 'POST', data: { id: 7 }, depth: 1, url: '/jobs' })
  expect(() => switchTo('watch', {}, { url: 'javascript:alert(1)' })).toThrow('is not an http(s) URL')
})

test.each([
  ['2', 3],
  ['9', 10],
  ['-5', 1],
  ['x', 1],
])('the depth is one more than that of the call, %s', async (depth, expected) => {
  const { events } = await answer(() => switchTo('watch'), { 'Hyper-Depth': depth })
  expect(events[0]?.data).toMatchObject({ depth: expected })
})

test('a loop of hand-overs fails', async () => {
  const { events, status, failures } = await answer(() => switchTo('watch'), { 'Hyper-Depth': '10' })
  expect([status, events.at(-1)?.kind]).toEqual([500, 'error'])
  expect(failures()).toMatchObject([
    { message: 'switchTo("watch"): 10 hand-overs of one call are the limit; is it a loop?' },
  ])
})

test('without JavaScript, what is behind it is not run, and the page is shown', async () => {
  let isRun = false
  const { plain } = await serve({
    actions: {
      start: action(async function* () {
        yield switchTo('watch')
        isRun = true
      }),
    },
  })
  const { status } = await plain('/', { method: 'POST', body: new URLSearchParams({ _action: 'start' }) })
  expect([status, isRun]).toEqual([303, false])
})

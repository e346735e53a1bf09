import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../plugin/index.js'
import { action, elements, event, type Returned, remove, signals } from '../../server/index.js'
import { useApp } from './app.js'
import { act, evaluate, gate, idle, state, watchDelay } from './page.js'

const open = useApp()

/** What random calls are made of. The sources are `#s0` to `#s3`. */
type Step =
  | { do: 'call'; id: number; source: number; lane: 'replace' | 'block' | 'queue' | 'parallel'; call: string }
  | { do: 'answer' | 'fail' | 'cut'; nth: number }
  | { do: 'remove'; source: number }
  | { do: 'cancel'; name: string }

/** What is seen after a step: the calls that were sent and have no answer yet, and how the others ended. */
interface Seen {
  running: number[]
  ended: Record<number, string>
}

const body = `<main x-data><p id="s0">0</p><p id="s1" x-lane="shared">1</p>
  <section x-data><p id="s2">2</p><div x-lane="shared"><p id="s3">3</p></div></section></main>`

/** A network that answers when it is told to. */
const script = `
  window.running = new Map()
  window.ids = new Map()
  addEventListener('hyper:before', ({ detail }) => ids.set(detail.call.id, detail.call.data.id))
  window.fetch = (_url, { headers, signal }) => new Headers(headers).get('Hyper-Cancel') ? Promise.resolve() : new Promise((resolve, reject) => {
    const id = ids.get(new Headers(headers).get('Hyper-Call'))
    const over = (how) => (value) => { running.delete(id); how(value) }
    running.set(id, {
      answer: () => over(resolve)(answer('event: signals\\ndata: {"values":{"$c' + id + '":true}}\\n\\nevent: end\\ndata: {}\\n\\n')),
      cut: () => over(resolve)(answer('event: signals\\n')),
      fail: () => over(reject)(new TypeError('Failed')),
    })
    signal.onabort = () => over(reject)(signal.reason)
  })
  const answer = (text) => new Response(text, { headers: { 'Hyper-Answer': '1', 'Content-Type': 'text/event-stream' } })
  addEventListener('hyper:error', (event) => event.preventDefault())
`

const source = fc.nat(3)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      id: fc.constant(0),
      source,
      lane: fc.constantFrom('replace', 'block', 'queue', 'parallel'),
      call: fc.constantFrom('GET a', 'a', 'b'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('answer' as const, 'fail' as const, 'cut' as const), nth: fc.nat(9) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), source }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), name: fc.constantFrom('a', 'b') }) },
)

/** What should be seen. */
function model(steps: readonly Step[]): Seen[] {
  type Made = Extract<Step, { do: 'call' }> & { key: string; after: Made[]; isSent: boolean; end?: string }
  const calls: Made[] = []
  const gone = new Set<number>()
  const live = () => calls.filter(({ end }) => !end)
  const running = () => live().filter(({ isSent }) => isSent)
  const key = ({ source, lane }: { source: number; lane: string }) =>
    source % 2 ? 'shared' : lane === 'queue' ? `root ${source}` : `s${source}`
  return steps.map((step) => {
    if (step.do === 'call' && !gone.has(step.source)) {
      const made: Made = { ...step, key: key(step), after: [], isSent: false }
      const rivals = live().filter(
        (each) =>
          each.key === made.key &&
          made.lane !== 'parallel' &&
          (made.key === 'shared'
            ? each.lane !== 'parallel'
            : each.lane === made.lane && (made.lane !== 'replace' || each.call.at(-1) === made.call.at(-1))),
      )
      if (made.lane === 'block' && rivals.length > 0) made.end = 'blocked'
      if (made.lane === 'replace') for (const each of rivals) each.end = 'aborted'
      if (made.lane === 'queue') made.after = rivals
      calls.push(made)
    }
    if (step.do === 'answer' || step.do === 'fail' || step.do === 'cut') {
      const call = running()[step.nth]
      if (call) call.end = step.do === 'answer' ? 'ok' : 'network'
    }
    if (step.do === 'cancel') for (const each of live()) if (each.call.at(-1) === step.name) each.end = 'aborted'
    if (step.do === 'remove') {
      gone.add(step.source)
      for (const each of live()) if (each.source === step.source && each.call === 'GET a') each.end = 'aborted'
    }
    for (const each of live()) each.isSent ||= each.after.every(({ end }) => end)
    return {
      running: running().map(({ id }) => id),
      ended: Object.fromEntries(calls.flatMap(({ id, end }) => (end ? [[id, end]] : []))),
    }
  })
}

test('random calls, answers, failures, removals and cancellations go as a model says', async () => {
  const { page } = await open({ body: '', script, plugin: 'retry: 0' })
  let made = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 24 }), async (drawn) => {
      const steps = drawn.map((each) => (each.do === 'call' ? { ...each, id: ++made } : each))
      const seen = await page.evaluate(
        async ([html, steps]) => {
          const { running, Alpine } = window as unknown as {
            running: Map<number, Record<string, () => void>>
            Alpine: { evaluate(el: Element | null, expression: string): unknown; store(name: string): object }
          }
          const turn = () =>
            new Promise((resolve) => {
              const { port1, port2 } = new MessageChannel()
              port1.onmessage = resolve
              port2.postMessage(0)
            })
          const settled = async () => {
            for (let i = 0; i < 6; i++) await turn()
          }
          document.body.innerHTML = html
          await settled()
          const sources = [0, 1, 2, 3].map((index) => document.querySelector(`#s${index}`) as Element)
          const ended: Record<number, string> = {}
          const seen: Seen[] = []
          for (const step of steps) {
            if (step.do === 'call' && sources[step.source]?.isConnected) {
              const [run] = Alpine.evaluate(sources[step.source] ?? null, '[$action]') as [
                (...parameters: unknown[]) => Promise<Outcome>,
              ]
              void run(step.call, { id: step.id }, { lane: step.lane }).then(({ reason }) => {
                ended[step.id] = reason ?? 'ok'
              })
            }
            if ('nth' in step) [...running.entries()].sort(([a], [b]) => a - b)[step.nth]?.[1][step.do]?.()
            if (step.do === 'remove') sources[step.source]?.remove()
            if (step.do === 'cancel') Alpine.evaluate(document.querySelector('main'), `$action.cancel('${step.name}')`)
            await settled()
            seen.push({ running: [...running.keys()].sort((a, b) => a - b), ended: { ...ended } })
          }
          for (let i = 0; running.size > 0 && i < 99; i++) {
            for (const { fail } of running.values()) fail?.()
            await settled()
          }
          await settled()
          return {
            seen,
            left: document.querySelectorAll('[aria-busy], [data-loading]').length,
            applied: Object.keys(Alpine.store('hyper')),
          }
        },
        [body, steps] as const,
      )
      const wanted = model(steps)
      expect(seen.seen).toEqual(wanted)
      expect(seen.left).toBe(0)
      // what was replaced, cancelled or cut has changed nothing
      for (const [id, end] of Object.entries(wanted.at(-1)?.ended ?? {}))
        expect([id, seen.applied.includes(`c${id}`)]).toEqual([id, end === 'ok'])
    }),
    { numRuns: 150 },
  )
}, 120_000)

describe('x-lane', () => {
  test('is shared by all that has its name, wherever it is', async () => {
    const held = gate()
    const order: unknown[] = []
    const { page } = await open({
      actions: {
        go: action(async (_ctx, { id }) => {
          order.push(id)
          if (id === 1) await held.opened
        }),
      },
      body: `<main x-data><button id="one" x-lane="cart" x-action="go({ id: 1 })">1</button></main>
        <aside x-data x-lane="cart"><template x-teleport="#far"><button id="two" x-action="go({ id: 2 })">2</button></template>
          <button id="apart" x-lane="other" x-action="go({ id: 3 })">3</button></aside><div id="far"></div>`,
    })
    for (const id of ['one', 'two', 'apart']) await page.click(`#${id}`)
    await expect.poll(() => order).toEqual([1, 3])
    held.open()
    await expect.poll(() => order).toEqual([1, 3, 2])
    await idle(page)
  })

  test('splits the queue of a component', async () => {
    const held = gate()
    const order: unknown[] = []
    const { page } = await open({
      actions: {
        go: action(async (_ctx, { id }) => {
          order.push(id)
          await held.opened
        }),
      },
      body: `<main x-data><button id="one" x-action="go({ id: 1 })">1</button>
        <button id="two" x-lane="own" x-action="go({ id: 2 })">2</button></main>`,
    })
    await page.click('#one')
    await page.click('#two')
    await expect.poll(() => order).toEqual([1, 2])
    held.open()
    await idle(page)
  })
})

test('a queue holds 100 calls; one more is blocked and says so', async () => {
  const held = gate()
  let ran = 0
  const { page, errors } = await open({
    actions: {
      go: action(async () => {
        ran++
        await held.opened
      }),
    },
    body: '<main x-data><button id="go" x-action="go">go</button></main>',
    expectErrors: /100 calls/,
  })
  await page.evaluate(() => {
    for (let i = 0; i < 100; i++) document.querySelector<HTMLElement>('#go')?.click()
  })
  expect(await act(page, '#go', 'go')).toMatchObject({ reason: 'blocked' })
  expect(errors).toEqual([expect.stringMatching(/\$action\("go"\) on <button id="go">: 100 calls wait in its queue/)])
  held.open()
  await idle(page)
  expect(ran).toBe(100)
})

test('a cancelled call that waits ends at once, and the one behind it goes on waiting', async () => {
  const held = gate()
  const order: unknown[] = []
  const { page } = await open({
    actions: {
      first: action(async () => {
        order.push(1)
        await held.opened
      }),
      second: action(() => void order.push(2)),
      third: action(() => void order.push(3)),
    },
    body: '<main x-data="{ n: 0 }"><button id="go">go</button></main>',
  })
  const calls = ['first', 'second', 'third'].map((name) => act(page, '#go', name))
  await expect.poll(() => order).toEqual([1])
  await evaluate(page, '#go', '$action.cancel("second")')
  expect(await calls[1]).toMatchObject({ reason: 'aborted' })
  expect(await evaluate(page, '#go', '[$action.pending("second"), $action.pending("third")]')).toEqual([false, true])
  expect(order).toEqual([1])
  held.open()
  await Promise.all(calls)
  expect(order).toEqual([1, 3])
})

describe('an element that is removed', () => {
  test('takes its reads along, and what it writes runs to its end', async () => {
    const held = gate()
    const { page } = await open({
      actions: {
        read: action({ method: 'GET' }, async () => {
          await held.opened
          return { read: true }
        }),
        write: action(async () => {
          await held.opened
          return { written: true }
        }),
      },
      body: '<main id="root" x-data="{ read: false, written: false }"><p id="go">go</p></main>',
    })
    const read = act(page, '#go', 'GET read')
    const write = act(page, '#go', 'write')
    await expect.poll(() => evaluate(page, '#root', '$action.pending("write") && $action.pending("read")')).toBe(true)
    await page.evaluate(`document.querySelector('#go').remove()`)
    expect(await read).toMatchObject({ reason: 'aborted' })
    held.open()
    expect(await write).toMatchObject({ ok: true })
    expect(await state(page)).toMatchObject({ root: { read: false, written: true } })
  })

  test('ends a read that still waits in its queue', async () => {
    const held = gate()
    const { page } = await open({
      actions: { write: action(() => held.opened), read: action({ method: 'GET' }, () => ({ read: true })) },
      body: '<main id="root" x-data="{ read: false }"><p id="go">go</p></main>',
    })
    const write = act(page, '#go', 'write')
    const read = act(page, '#go', 'GET read', {}, { lane: 'queue' })
    await expect.poll(() => evaluate(page, '#root', '$action.pending("read")')).toBe(true)
    await page.evaluate(`document.querySelector('#go').remove()`)
    expect(await read).toMatchObject({ reason: 'aborted' })
    held.open()
    expect(await write).toMatchObject({ ok: true })
    expect(await state(page)).toMatchObject({ root: { read: false } })
  })

  test.each(['<template x-if="on">', '<template x-for="each in on ? [1] : []">'])(
    'by %s takes its reads along, too',
    async (template) => {
      const held = gate()
      const { page } = await open({
        actions: {
          read: action({ method: 'GET' }, async () => {
            await held.opened
            return { read: true }
          }),
        },
        body: `<main id="root" x-data="{ on: true, read: false }">${template}<p id="go">go</p></template></main>`,
      })
      await page.waitForSelector('#go')
      const read = act(page, '#go', 'GET read')
      await expect.poll(() => evaluate(page, '#root', '$action.pending()')).toBe(true)
      await evaluate(page, '#root', 'on = false')
      await expect.poll(() => evaluate(page, '#root', '$action.pending()')).toBe(false)
      held.open()
      expect(await read).toMatchObject({ reason: 'aborted' })
      expect(await state(page)).toMatchObject({ root: { read: false } })
    },
  )

  test.each<[string, Returned]>([
    ['that removes it', remove('this')],
    ['that puts something else in its place', elements('<b>new</b>', { target: 'this', swap: 'replace' })],
  ])('by an answer of its own, %s, has all of that answer applied', async (_title, item) => {
    const { page } = await open({
      actions: {
        read: action({ method: 'GET' }, () => [
          item,
          signals({ read: true }),
          event('done', null, { target: '#root', after: 'settle' }),
        ]),
      },
      body: '<main id="root" x-data="{ read: false, done: false }" @done="done = true"><p id="go">go</p></main>',
    })
    expect(await act(page, '#go', 'GET read')).toMatchObject({ ok: true, problems: [] })
    expect(await state(page)).toMatchObject({ root: { read: true, done: true } })
  })

  test('by HTML of its own, of a route that is no action, is no failure', async () => {
    const { page } = await open({
      routes: (router) =>
        router.get('/part', (ctx) => {
          ctx.body = '<b>new</b>'
        }),
      body: '<main x-data><p id="go">go</p></main>',
    })
    const options = { html: true, target: 'this', swap: 'replace' }
    expect(await act(page, '#go', 'GET /part', {}, options)).toMatchObject({ ok: true })
    expect(await page.textContent('main')).toBe('new')
  })

  test('that is only moved keeps its calls', async () => {
    const held = gate()
    const { page } = await open({
      actions: {
        read: action({ method: 'GET' }, async () => {
          await held.opened
          return { read: true }
        }),
      },
      body: '<main id="root" x-data="{ read: false }"><p id="go">go</p><div></div></main>',
    })
    const read = act(page, '#go', 'GET read')
    await expect.poll(() => evaluate(page, '#root', '$action.pending()')).toBe(true)
    await page.evaluate(`document.querySelector('div').append(document.querySelector('#go'))`)
    held.open()
    expect(await read).toMatchObject({ ok: true })
    expect(await state(page)).toMatchObject({ root: { read: true } })
  })
})

test('what a replaced call has buffered is not applied: markup behind a delay, and events for later', async () => {
  const { page } = await open({
    routes: (router) =>
      router.get('/slow', (ctx) => {
        ctx.set('Hyper-Answer', '1')
        ctx.type = 'text/event-stream'
        ctx.body = `event: event
data: {"name":"late","detail":null,"after":"settle"}

event: elements
data: {"markup":"<p id=\\"p\\">new</p>","swapDelay":60000}

event: signals
data: {"values":{"n":1}}

event: end
data: {}

`
      }),
    body: '<main id="root" x-data="{ n: 0, late: 0 }" @late="late++"><p id="p">old</p><b id="go">go</b></main>',
    script: watchDelay,
    clock: true,
  })
  const first = act(page, '#go', 'GET /slow', {}, { lane: 'replace' })
  await page.waitForFunction('window.isDelayed')
  await evaluate(page, '#go', '$action.cancel()')
  expect(await first).toMatchObject({ reason: 'aborted' })
  await page.clock.runFor(61_000)
  expect(await state(page)).toMatchObject({ root: { n: 0, late: 0 } })
  expect(await page.textContent('#p')).toBe('old')
})

test('a cancelled call has left its lane at once: the next one is not blocked by it', async () => {
  const held = gate()
  const { page } = await open({
    actions: { go: action(() => held.opened) },
    body: '<main x-data><p id="it">go</p></main>',
  })
  const outcomes = page.evaluate(`(async () => {
    const [run] = Alpine.evaluate(it, '[$action]')
    const first = run('go', {}, { lane: 'block' })
    run.cancel()
    const second = run('go', {}, { lane: 'block' })
    return [(await first).reason, (await second).reason]
  })()`)
  held.open()
  expect(await outcomes).toEqual(['aborted', undefined])
})

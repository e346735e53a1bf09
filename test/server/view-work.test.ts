import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Hub, type OpenView, signals, view } from '../../server/index.js'
import { gate, stalled } from './serve.js'
import { serveView } from './viewing.js'

interface State {
  state: string
  n: number
}

/** A page with a view, and the object that its handlers have. */
async function openOne() {
  const opened = gate<OpenView<State>>()
  const notes: string[] = []
  const served = await serveView(
    view({
      state: (): State => ({ state: 'idle', n: 0 }),
      outlive: 50,
      connect: (view) => opened.open(view),
      info: (_view, _message, topic) => topic === 'stuck' && new Promise(() => {}),
      disconnect: (_view, reason) => void notes.push(reason),
    }),
  )
  const page = await served.page()
  await page.until('"state":"idle"')
  return { ...served, page, open: await opened.passed, notes }
}

describe('a task', () => {
  test('begins when the page has the state, and tells once that it is done', async () => {
    const { page, open } = await openOne()
    const work = gate<number>()
    const done: number[] = []
    open.state = 'busy'
    open.start('work', () => work.passed, {
      done(view, result) {
        done.push(result)
        view.state = `done ${result}`
      },
      fail: () => void done.push(-1),
    })
    await page.until('"busy"')
    work.open(7)
    await page.until('"done 7"')
    expect(done).toEqual([7])
  })

  test.each(['throws', 'rejects'])('that %s tells once that it failed', async (how) => {
    const { page, open } = await openOne()
    const failure = new Error('broken')
    const fail = (): Promise<never> => {
      if (how === 'throws') throw failure
      return Promise.reject(failure)
    }
    open.start('work', fail, {
      done: (view) => void Object.assign(view, { state: 'done' }),
      fail(view, error) {
        view.state = String(error === failure)
      },
    })
    await page.until('"state":"true"')
  })

  test('that fails without anybody who wants to know is reported', async () => {
    const { open, failures } = await openOne()
    const heard: Error[] = []
    open.start('work', () => Promise.reject(new Error('broken')))
    await expect.poll(() => heard.push(...failures()) && heard.map(({ message }) => message)).toEqual(['broken'])
  })

  test('does not hold up the other handlers, and its end waits for its turn', async () => {
    const { page, open, hub } = await openOne()
    open.subscribe('room')
    const work = gate()
    open.start('work', () => work.passed, { done: (view) => void Object.assign(view, { n: view.n + 1 }) })
    await hub.tell('room', 1)
    open.n = 5
    await page.until('"n":5')
    work.open()
    await page.until('"n":6')
  })

  test.each<[string, (open: OpenView<State>) => unknown]>([
    ['is cancelled', (open) => open.cancel('work')],
    [
      'has the name of a new one',
      (open) => open.start('work', () => 'second', { done: (view) => void Object.assign(view, { state: 'second' }) }),
    ],
  ])('that %s is aborted, and neither done nor failed', async (_what, cancel) => {
    const { open } = await openOne()
    const begun = gate<AbortSignal>()
    const told: string[] = []
    open.start(
      'work',
      async (abortSignal) => {
        begun.open(abortSignal)
        await once(abortSignal, 'abort')
        if (told.length === 0) throw abortSignal.reason
      },
      { done: () => told.push('done'), fail: () => told.push('fail') },
    )
    const abortSignal = await begun.passed
    await cancel(open)
    expect(abortSignal.aborted).toBe(true)
    await wait(20)
    expect(told).toEqual([])
  })

  test('that was cancelled before it began does not begin', async () => {
    const { open } = await openOne()
    let runs = 0
    open.start('work', () => runs++)
    open.cancel('work')
    await turn()
    await turn()
    expect(runs).toBe(0)
  })

  test('ends with its view', async () => {
    const { open, page, notes } = await openOne()
    const aborted = gate()
    const begun = gate()
    open.start('work', async (abortSignal) => {
      begun.open()
      await once(abortSignal, 'abort')
      aborted.open()
    })
    await begun.passed
    page.leave()
    await aborted.passed
    await expect.poll(() => notes).toEqual(['lost'])
    let runs = 0
    open.start('late', () => runs++)
    await turn()
    expect(runs).toBe(0)
  })

  test('is one of 100 at most', async () => {
    const { open } = await openOne()
    for (let n = 0; n < 100; n++) open.start(`work ${n}`, () => new Promise(() => {}))
    expect(() => open.start('more', () => {})).toThrow(/100 tasks/)
    open.start('work 5', () => {})
  })
})

describe('a list', () => {
  const rows = (...ids: number[]) => ids.map((id) => ({ id }))

  test('sends each change as one of the list on the page', async () => {
    const { page, open } = await openOne()
    const list = open.list('rows', { limit: 3 })
    const keyed = open.list('names', { key: 'name' })
    void list.reset(rows(1, 2, 3, 4))
    void list.append(rows(5))
    void list.prepend(rows(6))
    void list.upsert(rows(7))
    void list.remove([7])
    void keyed.append([{ name: 'Ann' }])
    void list.reset([])
    await page.until('"items":[]')
    const sent = [...page.text().matchAll(/event: list\ndata: (.*)/g)].map(([, data = '']) => JSON.parse(data))
    expect(sent).toEqual([
      { name: 'rows', op: 'reset', key: 'id', items: rows(1, 2, 3) },
      { name: 'rows', op: 'insert', key: 'id', items: rows(5), limit: -3 },
      { name: 'rows', op: 'insert', key: 'id', items: rows(6), at: 0, limit: 3 },
      { name: 'rows', op: 'upsert', key: 'id', items: rows(7), limit: -3 },
      { name: 'rows', op: 'remove', key: 'id', items: [7] },
      { name: 'names', op: 'insert', key: 'name', items: [{ name: 'Ann' }] },
      { name: 'rows', op: 'reset', key: 'id', items: [] },
    ])
  })

  test('of a view that has a field of that name is refused', async () => {
    const { open } = await openOne()
    expect(() => open.list('state')).toThrow(/field/)
  })

  test('is sent in slices, and asks for no more rows than its limit', async () => {
    const { page, open } = await openOne()
    let asked = 0
    let closed = 0
    function* all() {
      try {
        for (;;) yield { id: asked++ }
      } finally {
        closed++
      }
    }
    await open.list('rows', { limit: 250 }).reset(all())
    await page.until('"id":249')
    const sizes = [...page.text().matchAll(/event: list\ndata: (.*)/g)].map(
      ([, data = '']) => JSON.parse(data).items.length,
    )
    expect(sizes).toEqual([100, 100, 50])
    expect([asked, closed]).toEqual([250, 1])
  })

  test('sends the rows that are there, when the next one takes its time', async () => {
    const { page, open } = await openOne()
    const more = gate()
    async function* slowly() {
      yield { id: 1 }
      yield { id: 2 }
      await more.passed
      yield { id: 3 }
    }
    const sent = open.list('rows').append(slowly())
    await page.until('"id":2')
    more.open()
    await page.until('"id":3')
    await sent
  })

  test('whose rows fail is reported, and others go on', async () => {
    const { page, open, failures } = await openOne()
    async function* broken() {
      yield { id: 1 }
      throw new Error('broken')
    }
    void open.list('rows').append(broken())
    void open.list('rows').append(rows(2))
    await page.until('"id":2')
    expect(failures().map(({ message }) => message)).toEqual(['broken'])
  })

  test('asks for rows only as fast as the page reads', async () => {
    let asked = 0
    const opened = gate<OpenView>()
    const { port } = await serveView(view({ connect: (view) => opened.open(view) }))
    // one that never reads
    const socket = connect(port, 'localhost')
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => {})
    socket.pause()
    socket.write('GET /rooms/1/live HTTP/1.1\r\nHost: localhost\r\nHyper-Call: c\r\n\r\n')
    function* all() {
      for (;;) yield { id: asked++, text: 'x'.repeat(10_000) }
    }
    void (await opened.passed).list('rows').append(all())
    await stalled(() => asked)
    expect(asked).toBeLessThan(5000)
  })
})

describe('a view for which too much waits is over, and its page gets a new one:', () => {
  test.each<[string, RegExp, (open: OpenView<State>, hub: Hub) => void]>([
    [
      'messages, as a handler is stuck',
      /10000 messages/,
      (_open, hub) => {
        for (let n = 0; n <= 10_001; n++) void hub.tell('stuck', n)
      },
    ],
    [
      'items behind a list whose rows do not come',
      /1000 sends/,
      (open) => {
        void open.list('rows').append(never())
        for (let n = 0; n <= 1000; n++) void open.send(signals({ n }))
      },
    ],
  ])('%s', async (_what, message, fill) => {
    const { page, open, hub, notes, failures } = await openOne()
    open.subscribe('stuck')
    fill(open, hub)
    await page.rest()
    const heard = failures()
    expect(heard).toHaveLength(1)
    expect(heard[0]?.message).toMatch(message)
    expect(page.text()).toMatch(/retry: \d+\n\n$/)
    // that of one whose handler is stuck can never run
    expect(notes).toEqual(/sends/.test(message.source) ? ['error'] : [])
  })
})

async function* never() {
  await new Promise(() => {})
  yield 1
}

test('a page that reads too slowly gets only what the fields are in the end', async () => {
  const opened = gate<OpenView<{ text: string; n: number }>>()
  const { port } = await serveView(view({ state: () => ({ text: '', n: 0 }), connect: (view) => opened.open(view) }))
  const socket = connect(port, 'localhost')
  onTestFinished(() => void socket.destroy())
  socket.pause()
  socket.write('GET /rooms/1/live HTTP/1.1\r\nHost: localhost\r\nHyper-Call: c\r\n\r\n')
  const open = await opened.passed
  for (let n = 1; n <= 3000; n++) {
    open.text = `${n} ${'x'.repeat(10_000)}`
    open.n = n
    await turn()
  }
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.resume()
  await expect.poll(() => text.includes('"n":3000'), { timeout: 5000 }).toBe(true)
  const seen = [...text.matchAll(/"n":(\d+)/g)].map(([, n]) => Number(n))
  expect(seen.length).toBeLessThan(2500)
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
})

import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { action, type Hub, type OpenView, signals, toast, view } from '../../server/index.js'
import { within } from '../../server/within.js'
import { gate } from './serve.js'
import { serveView, type ViewPage } from './viewing.js'

type Data = Record<string, unknown>

/** A view that notes what happens to it, and gives the test its object. */
function noting(state: () => Data = () => ({ count: 0 })) {
  const notes: string[] = []
  const views: OpenView<Data>[] = []
  const definition = view({
    state,
    connect(view) {
      views.push(view)
      notes.push('connect')
    },
    disconnect(_view, reason) {
      notes.push(reason)
    },
    outlive: 100,
  })
  return { notes, definition, open: () => views.at(-1) as OpenView<Data> }
}

describe('fields', () => {
  test('are sent as they are after connect, and each time that they change', async () => {
    const { definition, open } = noting(() => ({ count: 0, name: 'Ann' }))
    const { page } = await serveView(definition)
    const one = await page()
    expect(one.isNew).toBe(true)
    await one.until('"Ann"')
    expect(one.fields()).toEqual({ count: 0, name: 'Ann' })
    open()['count'] = 1
    open()['count'] = 2
    await one.until('"count":2')
    expect(one.text()).not.toContain('"count":1}')
    expect(one.text()).not.toMatch(/"Ann"[\s\S]*"Ann"/)
  })

  test('that begin with _, and view.private, never leave the process', async () => {
    const { definition, open } = noting(() => ({ count: 0, _secret: 'hidden' }))
    const { page } = await serveView(definition)
    const one = await page()
    const secret = open()
    secret['_secret'] = 'changed'
    secret['_more'] = 'hidden'
    secret.private['most'] = 'hidden'
    secret['count'] = 1
    await one.until('"count":1')
    expect(one.text()).not.toMatch(/hidden|changed/)
    expect([secret['_secret'], secret['_more'], secret.private['most']]).toEqual(['changed', 'hidden', 'hidden'])
  })

  test.each([
    ['a member of an object', { user: { name: 'Ann', age: 1 } }, 'user.name', 'Bea', { 'value.user.name': 'Bea' }],
    ['a row of a list', [{ id: 1, n: 'one' }, { id: 2 }], '1.n', 3, { 'value.1.n': 3 }],
    ['a row that is added', [{ id: 1 }, { id: 2 }], '2', { id: 3 }, { 'value.2': { id: 3 } }],
    ['a row that goes', [{ id: 1 }, { id: 2 }], 'length', 1, { value: [{ id: 1 }] }],
    ['a member that goes', { a: 1, b: 'long enough' }, 'a', undefined, { value: { b: 'long enough' } }],
    [
      'a member that no path can name',
      { a: { 'b.c': 1 }, d: 'long enough' },
      'a',
      { 'b.c': 2 },
      { 'value.a': { 'b.c': 2 } },
    ],
  ])('are sent as what has changed in them: %s', async (_what, first, path, value, sent) => {
    const { definition, open } = noting(() => ({ value: first }))
    const { page } = await serveView(definition)
    const one = await page()
    await one.until('"values"')
    const keys = path.split('.')
    const last = String(keys.pop())
    const holder = keys.reduce((each, key) => each[key] as Data, open()['value'] as Data)
    holder[last] = value
    await one.until(`data: ${JSON.stringify({ values: sent })}\n`)
    expect(one.fields()['value']).toEqual(open()['value'])
  })

  test('that are changed inside by a handler, long after it got them, are sent when it is over', async () => {
    const more = gate()
    const { page, hub } = await serveView(
      view({
        state: () => ({ rows: [1] }),
        connect: (view) => view.subscribe('more'),
        async info(view) {
          const { rows } = view
          await more.passed
          rows.push(2)
        },
      }),
    )
    const one = await page()
    await one.until('"values"')
    await hub.tell('more', null)
    await wait(20)
    more.open()
    await one.until('"rows.1":2')
  })

  test('that set to what they are send nothing', async () => {
    const { definition, open } = noting(() => ({ count: 0, user: { name: 'Ann' }, last: 0 }))
    const { page } = await serveView(definition)
    const one = await page()
    await one.until('"values"')
    open()['count'] = 0
    open()['user'] = { name: 'Ann' }
    open()['last'] = 1
    await one.until('"last":1')
    expect(one.text()).toContain('data: {"values":{"last":1}}')
  })

  test.each(['__proto__', 'constructor', 'a.b', 'send', 'toString', ''])('cannot be named %j', async (name) => {
    expect(() => view({ state: () => Object.fromEntries([[name, 1]]) })).toThrow(TypeError)
    const { definition, open } = noting()
    const { page } = await serveView(definition)
    await page()
    expect(() => {
      open()[name] = 1
    }).toThrow(TypeError)
  })

  test('that JSON does not know are reported, and the others are sent', async () => {
    const { definition, open } = noting(() => ({ count: 0, wrong: null }))
    const { page, failures } = await serveView(definition)
    const one = await page()
    open()['wrong'] = new Error('secret')
    open()['count'] = 1
    await one.until('"count":1')
    expect(failures()).toMatchObject([{ message: expect.stringMatching(/An Error is not sent/) }])
    expect(one.text()).not.toContain('secret')
    expect(() => {
      open()['wrong'] = () => 1
    }).toThrow(/_wrong/)
  })

  test('that are temporary are sent and then as they were', async () => {
    const definition = view({ state: () => ({ feed: [] as string[], n: 0 }), temporary: ['feed'], connect })
    let open: OpenView<{ feed: string[]; n: number }> | undefined
    function connect(view: OpenView<{ feed: string[]; n: number }>) {
      open = view
    }
    const { page } = await serveView(definition)
    const one = await page()
    open?.feed.push('a')
    await one.until('["a"]')
    expect(open?.feed).toEqual([])
    open?.feed.push('a')
    await one.until('["a"]}}\n')
    await expect.poll(() => open?.feed).toEqual([])
    expect(() => view({ temporary: ['feed'] })).toThrow(/state/)
  })
})

test('the stream of a view, as it is on the wire', async () => {
  const { definition, open } = noting(() => ({ count: 0, user: { name: 'Ann', age: 7 }, _secret: 1 }))
  const { page, hub } = await serveView({ ...definition, outlive: 10_000 })
  const one = await page()
  await one.until('"count":0')
  Object.assign(open(), { count: 1 })
  Object.assign(open()['user'] as Data, { name: 'Bea' })
  void open().send(toast('Hi'))
  await one.until('"Hi"')
  const { response } = one
  expect(response.headers.get('Hyper-Shared')).toBe('0')
  expect(one.text().slice(one.text().indexOf('\n\n') + 2)).toBe(`event: view
data: {"id":"${one.id}","isNew":true}
id: v0

event: signals
data: {"values":{"count":0,"user":{"name":"Ann","age":7}}}
id: v1

event: signals
data: {"values":{"count":1,"user.name":"Bea"}}

event: toast
data: {"message":"Hi","level":"info"}
id: v3

`)
  expect(one.id).toMatch(/^[\w-]{12}\.[\w-]{22}$/)
  await away(hub, one)
  const two = await page({ resume: one })
  expect(two.text().slice(two.text().indexOf('\n\n') + 2)).toBe(`event: view
data: {"id":"${one.id}","isNew":false}
id: v3

`)
})

test('a hub that hyper() does not know has no views', async () => {
  const { page, failures } = await serveView(noting().definition, { hyper: { hub: undefined } as never })
  expect((await page()).response.status).toBe(500)
  expect(failures()).toMatchObject([{ message: expect.stringContaining('hyper({ hub })') }])
})

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a view cannot wait for %s ms', (outlive) => {
  expect(() => view({ outlive })).toThrow(TypeError)
})

describe('a view', () => {
  test('runs one handler at a time, in order: 1000 messages at once', async () => {
    let running = 0
    let most = 0
    const seen: unknown[] = []
    const { page, hub } = await serveView(
      view({
        state: () => ({ count: 0 }),
        connect: (view) => view.subscribe('room'),
        async info(view, message) {
          most = Math.max(most, ++running)
          const { count } = view
          await null
          if (Number(message) % 100 === 0) await wait(1)
          view.count = count + 1
          seen.push(message)
          running--
        },
      }),
    )
    const one = await page()
    const all = Array.from({ length: 1000 }, (_, n) => n)
    await Promise.all(all.map((n) => hub.tell('room', n)))
    await one.until('"count":1000')
    expect(most).toBe(1)
    expect(seen).toEqual(all)
  })

  test('goes on after a handler that throws', async () => {
    const { page, hub, failures } = await serveView(
      view({
        state: () => ({ heard: '' }),
        connect: (view) => view.subscribe('room'),
        info(view, message) {
          if (message === 'bad') throw new Error('broken')
          view.heard = String(message)
        },
      }),
    )
    const one = await page()
    await hub.tell('room', 'bad')
    await hub.tell('room', 'good')
    await one.until('"heard":"good"')
    expect(failures().map(({ message }) => message)).toEqual(['broken'])
  })

  test('sends items behind the state as it was then, in order, also those whose markup is to come', async () => {
    const { definition, open } = noting()
    const { page } = await serveView(definition)
    const one = await page()
    await one.until('"count":0')
    open()['count'] = 1
    void open().send(toast('one'))
    open()['count'] = 2
    void open().send([wait(5, '<p id="late"></p>'), toast('two')])
    void open().send(signals({ after: true }))
    await one.until('"after":true')
    expect(one.text()).toMatch(/"count":1[\s\S]*"one"[\s\S]*"count":2[\s\S]*late[\s\S]*"two"[\s\S]*"after"/)
    expect(() => open().send('Hi there')).toThrow('A view was given the text "Hi there", which is no markup')
  })

  test('hears a topic only while it is subscribed to it', async () => {
    const heard: string[] = []
    const { definition, open } = noting()
    const { page, hub } = await serveView({
      ...definition,
      info: (_view, message, topic) => heard.push(`${topic} ${message}`),
    })
    await page()
    open().subscribe('a')
    open().subscribe('a')
    open().subscribe('b')
    await hub.tell('a', 1)
    open().unsubscribe('a')
    await hub.tell('a', 2)
    await hub.tell('b', 3)
    await expect.poll(() => heard).toEqual(['a 1', 'b 3'])
  })

  test('whose connect throws is not opened, and the answer is that error', async () => {
    const notes: unknown[] = []
    const { page } = await serveView(
      view({ connect: (_view, ctx) => ctx.throw(403, 'Not yours'), disconnect: (_view, reason) => notes.push(reason) }),
    )
    const { response } = await page()
    expect(response.status).toBe(403)
    expect(notes).toEqual([])
  })

  test('gets the query of its page', async () => {
    const { page, url } = await serveView(
      view({
        state: () => ({ q: '' }),
        params(view, query) {
          view.q = query.get('q') ?? ''
        },
      }),
    )
    const one = await page({ headers: { 'Hyper-Url': encodeURIComponent(`${url}/?q=tea`) } })
    await one.until('"values"')
    expect(one.fields()).toEqual({ q: 'tea' })
  })
})

describe('the end of a view', () => {
  test('comes when its page was away for too long, once', async () => {
    const { definition, notes, open } = noting()
    const { page, hub } = await serveView(definition)
    const one = await page()
    const { abortSignal } = open()
    one.leave()
    await expect.poll(() => notes).toEqual(['connect', 'lost'])
    expect(abortSignal.aborted).toBe(true)
    await hub.close({ drain: 0 })
    expect(notes).toEqual(['connect', 'lost'])
  })

  test('comes when the process ends', async () => {
    const { definition, notes } = noting()
    const { page, hyper } = await serveView(definition)
    const one = await page()
    await hyper.close()
    expect(notes).toEqual(['connect', 'shutdown'])
    expect(await one.rest()).toMatch(/retry: \d+\n\n$/)
  })

  test('comes when its user is sent away', async () => {
    const { definition, notes } = noting()
    const { page, hub } = await serveView(definition)
    const [one, two] = [await page({ path: '/rooms/1/live?user=1' }), await page({ path: '/rooms/1/live?user=2' })]
    await hub.disconnect({ user: 1 })
    await one.rest()
    expect(notes).toEqual(['connect', 'connect', 'revoked'])
    expect(two.text()).not.toContain('retry')
  })
})

/** Closes the stream of a page, until the server knows. */
async function away(hub: Hub, page: ViewPage) {
  page.leave()
  await expect.poll(() => hub.connections()).toEqual([])
}

test('a user whose pages come and go all the time takes no view of others', async () => {
  const { definition, notes } = noting()
  const limits = { views: 4, connections: 2 }
  const { page, hub } = await serveView({ ...definition, outlive: 60_000 }, { hub: { limits } })
  const of = (user: string) => page({ path: `/rooms/1/live?user=${user}` })
  const other = await of('other')
  await away(hub, other)
  for (let times = 0; times < 5; times++) await away(hub, await of('hostile'))
  expect(notes.filter((note) => note === 'lost')).toHaveLength(3)
  expect((await page({ path: '/rooms/1/live?user=other', resume: other })).isNew).toBe(false)
})

test('a page that has not read on for a minute is left, and its view waits for it', async () => {
  let opened: OpenView<{ text: string }> | undefined
  const definition = view({
    state: () => ({ text: '' }),
    connect(view) {
      opened = view
    },
  })
  const { connect, hub } = await serveView(definition, { hyper: { heartbeat: 20 } })
  const socket = connect()
  socket.write('GET /rooms/1/live HTTP/1.1\r\nHost: localhost\r\nHyper-Call: c1\r\n\r\n')
  await once(socket, 'data')
  socket.pause()
  let sent = 0
  // until it waits for the page
  for (let isWaiting = false; !isWaiting; ) {
    const read = opened?.send(signals({ n: ++sent, large: 'x'.repeat(100_000) }))
    isWaiting = (await within(200, read?.then(() => 'read') ?? Promise.resolve('read'))) === undefined
  }
  expect(hub.connections().length).toBe(1)
  const { now } = performance
  onTestFinished(() => void Object.assign(performance, { now }))
  performance.now = () => now.call(performance) + 61_000
  await expect.poll(() => hub.connections().length).toBe(0)
  expect(opened?.abortSignal.aborted).toBe(false)
})

test('beyond the limit, a view that waits for its page makes room; else a new one is 503', async () => {
  const { definition, notes } = noting()
  const { page, hub } = await serveView({ ...definition, outlive: 60_000 }, { hub: { limits: { views: 2 } } })
  const [one] = [await page(), await page()]
  const refused = await page()
  expect([refused.response.status, refused.response.headers.get('Retry-After')]).toEqual([503, '10'])
  one.leave()
  await expect.poll(() => hub.connections()).toHaveLength(1)
  expect((await page()).isNew).toBe(true)
  expect(notes).toEqual(['connect', 'connect', 'lost', 'connect'])
})

describe('a page that comes back', () => {
  test('finds its view, with what has become of it', async () => {
    const { definition, notes, open } = noting(() => ({ count: 0, other: 'same' }))
    const { page, hub } = await serveView({ ...definition, outlive: 10_000 })
    const one = await page()
    await one.until('"same"')
    await away(hub, one)
    open()['count'] = 1
    void open().send(toast('meanwhile'))
    open()['count'] = 2
    const two = await page({ resume: one })
    expect([two.id, two.isNew, two.missed]).toEqual([one.id, false, false])
    await two.until('"count":2')
    expect(two.text()).toContain('meanwhile')
    expect(two.text()).not.toMatch(/same|"count":1/)
    expect(notes).toEqual(['connect'])
  })

  test('gets what it has not received, though it was sent', async () => {
    const { definition, open } = noting()
    const { page } = await serveView({ ...definition, outlive: 10_000 })
    const one = await page()
    await one.until('"count":0')
    const last = one.last()
    void open().send(toast('one'))
    open()['count'] = 1
    await one.until('"count":1')
    one.leave()
    const two = await page({ resume: `${one.id} ${last}` })
    await two.until('"count":1')
    expect(two.text().match(/"one"/g)).toHaveLength(1)
  })

  test('is told when it has missed more than was kept, and has all fields then', async () => {
    const told = gate()
    const { definition, open } = noting(() => ({ count: 0, other: 'same' }))
    const { page, hub } = await serveView({ ...definition, outlive: 10_000, missed: () => told.open() })
    const one = await page()
    await one.until('"same"')
    await away(hub, one)
    for (let n = 0; n < 1000; n++) void open().send(toast(`toast ${n}`))
    const two = await page({ resume: one })
    expect([two.isNew, two.missed]).toEqual([false, true])
    await two.until('"same"')
    await told.passed
    expect(two.text()).not.toContain('toast')
  })

  test.each([
    ['whose view is over', '/rooms/1/live', {}],
    ['as somebody else', '/rooms/1/live', { Authorization: 'other' }],
    ['as another user', '/rooms/1/live?user=2', {}],
    ['to another place', '/rooms/2/live', {}],
  ])('%s gets a new view', async (why, path, headers) => {
    const { definition, notes } = noting()
    const { page } = await serveView(definition)
    const one = await page()
    if (why === 'whose view is over') {
      one.leave()
      await expect.poll(() => notes).toEqual(['connect', 'lost'])
    }
    const two = await page({ path, headers, resume: one })
    expect(two.isNew).toBe(true)
    expect(two.id).not.toBe(one.id)
  })

  test.each([
    ['nonsense', 'nonsense'],
    ['an id that is none', 'a.b 1'],
    ['a long text', 'x'.repeat(5000)],
    ['a negative number', '1 -1'],
  ])('with %s gets a new view', async (_what, resume) => {
    const { page } = await serveView(noting().definition)
    expect((await page({ resume })).isNew).toBe(true)
  })
})

describe('an action', () => {
  const counter = view({ state: () => ({ count: 0 }) })

  test('of the page has its view, typed, and the state goes by the stream', async () => {
    const add = action({ view: counter }, (ctx, { by }) => {
      ctx.hyper.view.count += Number(by)
      return toast('Added')
    })
    const { page } = await serveView(counter, { actions: { add } })
    const one = await page()
    const { events } = await one.call('add', { by: 2 })
    expect(events.map(({ kind }) => kind)).toEqual(['toast', 'end'])
    await one.until('"count":2')
  })

  test('waits for its turn among the handlers of the view', async () => {
    const definition = view({ state: () => ({ log: '' }) })
    const [begun, held] = [gate(), gate()]
    const add = action({ view: definition }, async (ctx, { text }) => {
      const { log } = ctx.hyper.view
      if (text === 'a') {
        begun.open()
        await held.passed
      }
      ctx.hyper.view.log = log + text
    })
    const { page } = await serveView(definition, { actions: { add } })
    const one = await page()
    const first = one.call('add', { text: 'a' })
    await begun.passed
    const second = one.call('add', { text: 'b' })
    await wait(50)
    held.open()
    await Promise.all([first, second])
    await one.until('"ab"')
  })

  test('of a page whose view is gone is told to come again, and has not run', async () => {
    let runs = 0
    const add = action(() => void runs++)
    const either = action({ view: 'optional' }, (ctx) => ({ has: ctx.hyper.view !== undefined }))
    const { definition, notes } = noting()
    const { page } = await serveView(definition, { actions: { add, either } })
    const one = await page()
    one.leave()
    await expect.poll(() => notes).toEqual(['connect', 'lost'])
    const { status, headers } = await one.call('add')
    expect([status, headers.get('Retry-After'), headers.get('Hyper-View'), runs]).toEqual([503, '1', 'gone', 0])
    expect((await one.call('either')).events[0]).toMatchObject({ data: { values: { has: false } } })
  })

  test('that needs a view is 409 without one, or with another', async () => {
    const add = action({ view: counter }, () => {})
    const { page, call } = await serveView(noting().definition, { actions: { add } })
    expect((await call('/', { action: 'add', data: {} })).status).toBe(409)
    expect((await (await page()).call('add')).status).toBe(409)
  })

  test('has no view of somebody else', async () => {
    const add = action((ctx) => ({ has: ctx.hyper.view !== undefined }))
    const { page } = await serveView(counter, { actions: { add } })
    const one = await page()
    expect((await one.call('add', {}, { headers: { Authorization: 'other' } })).status).toBe(403)
    const two = await page({ path: '/rooms/1/live?user=7' })
    expect((await two.call('add')).status).toBe(403)
  })
})

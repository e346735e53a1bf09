import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Bus, createHub, memoryBus, type PresenceOptions, redisBus, signals } from '../../server/index.js'
import { type Live, serveLive } from './lives.js'
import { startRedis } from './stores.js'

const redis = await startRedis()
afterAll(() => redis.stop())

const presence: PresenceOptions = {
  who: ({ query }) => (query['user'] ? { id: String(query['user']), tab: String(query['tab'] ?? '') } : undefined),
  items: (present, topic) => signals({ [`in_${topic}`]: present.map(({ id }) => id).join('+') }),
}

const times = { lease: 60_000, grace: 30 }
const short = { lease: 300, grace: 30 }

/** What a page was told, in its order. */
const told = (text: string) => [...text.matchAll(/"in_room":"([^"]*)"/g)].map(([, who = '']) => who)

/** Reads on until a page is told last that these are there. */
const hears = async ({ until }: Live, who: string) => told(await until((read) => told(read).at(-1) === who))

describe.each([
  ['in memory', async () => memoryBus()],
  ['in Redis', async () => redisBus(await redis.connect(), { prefix: `${Math.random()}:` })],
])('%s', (_kind, makeBus: () => Promise<Bus>) => {
  async function processOf(given = times) {
    const hub = { bus: await makeBus(), presence: given, onError: () => {} }
    return serveLive({ hub, live: { presence } })
  }

  test('who comes and goes is told to those who are there', async () => {
    const { live, hub } = await processOf()
    const ann = await live('/live/room?user=ann')
    await hears(ann, 'ann')
    const bob = await live('/live/room?user=bob')
    await hears(ann, 'ann+bob')
    await hears(bob, 'ann+bob')
    expect(await hub.presence('room')).toEqual([
      { id: 'ann', tab: '' },
      { id: 'bob', tab: '' },
    ])
    expect(await hub.presence('other')).toEqual([])
    bob.leave()
    expect(await hears(ann, 'ann')).toEqual(['ann', 'ann+bob', 'ann'])
    expect(await hub.presence('room')).toEqual([{ id: 'ann', tab: '' }])
  })

  test('several tabs are one person, until the last is closed', async () => {
    const { live, hub } = await processOf()
    const bob = await live('/live/room?user=bob')
    await hears(bob, 'bob')
    const one = await live('/live/room?user=ann&tab=1')
    await hears(one, 'ann+bob')
    const other = await live('/live/room?user=ann&tab=2')
    expect(await hears(other, 'ann+bob')).toEqual(['ann+bob'])
    expect((await hub.presence('room')).map(({ id }) => id)).toEqual(['ann', 'bob'])
    one.leave()
    await expect.poll(() => hub.connections().length).toBe(2)
    await live('/live/room?user=cid')
    await hears(bob, 'ann+bob+cid')
    other.leave()
    expect(await hears(bob, 'bob+cid')).toEqual(['bob', 'ann+bob', 'ann+bob+cid', 'bob+cid'])
  })

  test('one who reconnects has not been away', async () => {
    const { live, hub } = await processOf({ lease: 60_000, grace: 5000 })
    const bob = await live('/live/room?user=bob')
    await hears(bob, 'bob')
    const ann = await live('/live/room?user=ann')
    await hears(bob, 'ann+bob')
    ann.leave()
    await expect.poll(() => hub.connections().length).toBe(1)
    await hears(await live('/live/room?user=ann'), 'ann+bob')
    await live('/live/room?user=cid')
    expect(await hears(bob, 'ann+bob+cid')).toEqual(['bob', 'ann+bob', 'ann+bob+cid'])
  })

  test('who is nobody is not seen', async () => {
    const { live, hub } = await processOf()
    await live('/live/room')
    await hears(await live('/live/room?user=ann'), 'ann')
    expect((await hub.presence('room')).length).toBe(1)
  })
})

test('those of a process that is gone expire, and the others are told', async () => {
  const bus = memoryBus()
  let isGone = false
  // what a process that was killed does: nothing
  const mortal: Bus = {
    ...bus,
    put: async (...given) => isGone || bus.put(...given),
    drop: async (...given) => void (isGone || (await bus.drop(...given))),
  } as Bus
  const one = await serveLive({ hub: { bus, presence: short }, live: { presence } })
  const other = await serveLive({ hub: { bus: mortal, presence: short }, live: { presence } })
  const ann = await one.live('/live/room?user=ann')
  await other.live('/live/room?user=bob')
  await hears(ann, 'ann+bob')
  isGone = true
  await hears(ann, 'ann')
  expect((await one.hub.presence('room')).map(({ id }) => id)).toEqual(['ann'])
})

test('those of a process that closes are seen until they could have come back', async () => {
  const bus = memoryBus()
  const other = createHub({ bus, presence: short })
  onTestFinished(() => other.close())
  const { live, hub } = await serveLive({ hub: { bus, presence: short }, live: { presence } })
  const ann = await live('/live/room?user=ann')
  await hears(ann, 'ann')
  await hub.close()
  expect((await other.presence('room')).length).toBe(1)
  await expect.poll(() => other.presence('room')).toEqual([])
})

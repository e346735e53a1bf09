import Router from '@koa/router'
import { createClient } from 'redis'
import { expectTypeOf, test } from 'vitest'
import {
  type ActionContext,
  type Bus,
  createHub,
  type LiveOptions,
  memoryBus,
  type Person,
  redisBus,
  signal,
} from '../../server/index.js'

const hub = createHub()

test('hub.live is a route handler, whose functions get the context of an action', () => {
  const options: LiveOptions = {
    topics: (ctx) => {
      expectTypeOf(ctx).toEqualTypeOf<ActionContext>()
      return [`room:${ctx.params['id']}`]
    },
    user: async () => 7,
  }
  new Router().get('/rooms/:id/live', hub.live(options))
  // @ts-expect-error: one topic is a list of one
  hub.live({ topics: () => 'room' })
})

test('publish takes what a handler may return, and the tab of a call', () => {
  const publish = (tab: string | undefined) => hub.publish('room', [signal('n', 1), { n: 2 }], { except: tab })
  expectTypeOf(publish).returns.resolves.toBeVoid()
  // @ts-expect-error: a tab is named by its id
  const wrong = () => hub.publish('room', [], { except: 7 })
  expectTypeOf(wrong).toBeFunction()
})

test('somebody who is there has an id', () => {
  hub.live({ presence: { who: () => ({ id: 1, name: 'Ann' }), items: (present) => ({ count: present.length }) } })
  // @ts-expect-error: without an id, nobody can tell one from another
  hub.live({ presence: { who: () => ({ name: 'Ann' }) } })
  expectTypeOf(hub.presence).returns.resolves.toEqualTypeOf<Person[]>()
})

test('redisBus takes a client of the package redis', () => {
  const buses = () => [redisBus(createClient(), { prefix: 'shop:' }), memoryBus()]
  expectTypeOf(buses).returns.toEqualTypeOf<Bus[]>()
  // @ts-expect-error: a bus needs connections of its own
  const bus = () => redisBus({ sendCommand: async () => {} })
  expectTypeOf(bus).toBeFunction()
})

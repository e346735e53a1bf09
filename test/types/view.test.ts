import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import {
  action,
  createHub,
  type Hyper,
  type OpenView,
  type ViewDefinition,
  type ViewList,
  view,
} from '../../server/index.js'

interface State {
  count: number
  rows: string[]
}

const counter = view({ state: (): State => ({ count: 0, rows: [] }) })

test('the handlers of a view have its fields', () => {
  view({
    state: () => ({ count: 0, _secret: '' }),
    temporary: ['count'],
    connect(view, ctx) {
      expectTypeOf(view.count).toBeNumber()
      expectTypeOf(view._secret).toBeString()
      expectTypeOf(ctx.params).toEqualTypeOf<Record<string, string>>()
      // @ts-expect-error a field that is not in its state
      view.name = 'x'
      // @ts-expect-error a value of another type
      view.count = 'x'
    },
  })
  // @ts-expect-error a temporary field that is not in its state
  expect(() => view({ state: () => ({ count: 0 }), temporary: ['feed'] })).toThrow('not in its state')
  expectTypeOf(counter).toEqualTypeOf<ViewDefinition<State>>()
})

test('without a state, fields are unknown', () => {
  const hub = createHub()
  hub.live({
    view: view({
      connect(view) {
        expectTypeOf(view['anything']).toBeUnknown()
        expectTypeOf(view.list('rows')).toEqualTypeOf<ViewList>()
      },
    }),
  })
})

test('an action has the view that it needs, typed', () => {
  action({ view: counter }, (ctx) => {
    expectTypeOf(ctx.hyper.view.count).toBeNumber()
    expectTypeOf(ctx.hyper.view.send('<p>')).toEqualTypeOf<Promise<void>>()
  })
  action({ view: counter, input: z.object({ by: z.number() }) }, (ctx, { by }) => {
    ctx.hyper.view.count += by
  })
  action({ view: 'optional' }, (ctx) => {
    expectTypeOf(ctx.hyper.view).toEqualTypeOf<OpenView | undefined>()
    // @ts-expect-error it may be gone
    ctx.hyper.view.send('<p>')
  })
  expectTypeOf<Hyper['view']>().toEqualTypeOf<OpenView | undefined>()
})

test('the ends of a task have its result, and the view', () => {
  view({
    state: () => ({ count: 0 }),
    connect(view) {
      view.start('count', async () => 7, {
        done(view, result) {
          expectTypeOf(result).toBeNumber()
          view.count = result
        },
      })
    },
  })
})

import type { Readable } from 'node:stream'
import Router from '@koa/router'
import Koa from 'koa'
import * as v from 'valibot'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import {
  type Action,
  type ActionContext,
  action,
  actions,
  type FieldErrors,
  type Handler,
  type Hyper,
  type HyperMiddleware,
  hyper,
  type RateStore,
  type Returned,
  signals,
  type ToastData,
  toast,
  Upload,
} from '../../server/index.js'

declare module 'koa' {
  interface DefaultContext {
    shop: { name: string }
  }
}

test('input is what the schema gives out, coerced and with its defaults', () => {
  action({ input: z.object({ count: z.coerce.number(), tag: z.string().default('x') }) }, (_ctx, input) => {
    expectTypeOf(input).toEqualTypeOf<{ count: number; tag: string }>()
  })
  action({ input: v.object({ count: v.pipe(v.string(), v.transform(Number)) }) }, (_ctx, input) => {
    expectTypeOf(input).toEqualTypeOf<{ count: number }>()
  })
})

test('input without a schema is not known yet', () => {
  action((_ctx, input) => {
    expectTypeOf(input).toEqualTypeOf<Record<string, unknown>>()
  })
  action({ method: 'GET' }, (_ctx, input) => {
    expectTypeOf(input).toEqualTypeOf<Record<string, unknown>>()
  })
  action((_ctx, { count }) => {
    // @ts-expect-error unchecked data is unknown, and cannot be counted with
    return { count: count + 1 }
  })
})

test('a field that the schema does not have does not compile', () => {
  action({ input: z.object({ count: z.number() }) }, (_ctx, input) => {
    // @ts-expect-error the schema has no total
    return { total: input.total }
  })
  // @ts-expect-error the handler wants a text where the schema gives a number
  action({ input: z.object({ count: z.number() }) }, (_ctx, input: { count: string }) => ({ input }))
})

test('the context is Koa’s, with params of text', () => {
  action((ctx) => {
    expectTypeOf(ctx).toEqualTypeOf<ActionContext>()
    expectTypeOf(ctx.params).toEqualTypeOf<Record<string, string>>()
    expectTypeOf(ctx.params['id']).toEqualTypeOf<string | undefined>()
    expectTypeOf(ctx.hyper).toEqualTypeOf<Hyper>()
    expectTypeOf(ctx.path).toBeString()
    expectTypeOf(ctx.cookies.get('a')).toEqualTypeOf<string | undefined>()
    expectTypeOf(ctx.hyper.refused('join')?.errors).toEqualTypeOf<FieldErrors | undefined>()
    expectTypeOf(ctx.hyper.toasts()).toEqualTypeOf<ToastData[]>()
    expectTypeOf(ctx.hyper.abortSignal).toEqualTypeOf<AbortSignal>()
  })
})

test('what the application adds to Koa’s context is in an action’s', () => {
  action((ctx) => {
    expectTypeOf(ctx.shop).toEqualTypeOf<{ name: string }>()
  })
})

test('what nobody added to the context does not compile', () => {
  action((ctx) => {
    // @ts-expect-error Koa's own context would take any name for any
    return { user: ctx.usr }
  })
})

test('invalid gets the errors per field', () => {
  action(
    {
      input: z.object({}),
      invalid: (ctx, errors) => {
        expectTypeOf(ctx).toEqualTypeOf<ActionContext>()
        expectTypeOf(errors).toEqualTypeOf<FieldErrors>()
        return toast('No')
      },
    },
    () => {},
  )
})

test('files go to memory, to disk or to a function, and nowhere else', () => {
  action({ files: { store: 'disk' }, input: z.object({ photo: z.instanceof(Upload) }) }, (_ctx, { photo }) => {
    expectTypeOf(photo).toEqualTypeOf<Upload>()
  })
  action(
    {
      files: {
        store: ({ name, stream }, ctx) => {
          expectTypeOf(name).toBeString()
          expectTypeOf(stream).toEqualTypeOf<Readable>()
          expectTypeOf(ctx).toEqualTypeOf<ActionContext>()
        },
      },
    },
    () => {},
  )
  // @ts-expect-error there is no such store
  action({ files: { store: 'cloud' } }, () => {})
})

test('every shape that a handler may return compiles', () => {
  const shapes: Handler<unknown>[] = [
    () => {},
    () => undefined,
    () => null,
    () => false,
    () => 0,
    () => '<p>markup</p>',
    () => new String('<p>'),
    () => toast('x'),
    () => ({ count: 1, $total: 2 }),
    () => [toast('x'), [signals({ a: 1 }), null], false, '<p>'],
    async () => toast('x'),
    async () => [Promise.resolve(toast('x'))],
    function* () {
      yield toast('x')
      yield [null, '<p>']
    },
    async function* () {
      yield { count: 1 }
      yield (async () => toast('x'))()
    },
    (ctx) => {
      ctx.body = 'passed through'
    },
  ]
  expectTypeOf(shapes).items.returns.toEqualTypeOf<Returned>()
})

test('what is no item does not compile', () => {
  // @ts-expect-error a number is no item
  action(() => 7)
  // @ts-expect-error true is no item; write condition && item
  action(() => true)
  // @ts-expect-error a function is no item
  action(() => () => toast('x'))
  // @ts-expect-error nor is one in an array
  action(() => [toast('x'), 7])
  action(
    // @ts-expect-error nor is one that a generator yields
    async function* () {
      yield 7
    },
  )
})

test('options that do not exist do not compile', () => {
  // @ts-expect-error the option is method
  action({ methods: ['GET'] }, () => {})
  // @ts-expect-error HEAD comes with GET
  action({ method: 'HEAD' }, () => {})
  // @ts-expect-error a schema, not a function
  action({ input: (data: unknown) => data }, () => {})
  // @ts-expect-error finish or abort
  action({ onDisconnect: 'ignore' }, () => {})
  // @ts-expect-error a limit is a number
  expect(() => action({ limits: { bytes: '1mb' } }, () => {})).toThrow(TypeError)
  // @ts-expect-error the options are objects of names that exist
  hyper({ limit: { bytes: 1 } })
})

test('hooks are Koa middleware, one or several', () => {
  const signedIn: Koa.Middleware = (_ctx, next) => next()
  const save = action({ use: signedIn }, () => {})
  action({ use: [signedIn, (ctx) => ctx.redirect('/login')], input: z.object({ n: z.number() }) }, (_ctx, { n }) => {
    expectTypeOf(n).toBeNumber()
  })
  action(
    {
      use: (ctx, next) => {
        expectTypeOf(ctx.hyper).toEqualTypeOf<Hyper>()
        return next()
      },
    },
    () => {},
  )
  actions({ save }, { use: [signedIn] })
  const wrong = () => {
    // @ts-expect-error a hook is a middleware
    action({ use: 'auth' }, () => {})
    // @ts-expect-error and so is each of several
    actions({}, { use: [signedIn, 7] })
  }
  expectTypeOf(wrong).returns.toBeVoid()
})

test('a limit has calls and a period, and may say by what and where it counts', () => {
  action({ limit: { calls: 5, per: 60_000 } }, () => {})
  const by = (ctx: ActionContext) => ctx.ip
  const store: RateStore = { take: async (key, { calls, per }) => key.length + calls + per }
  action({ limit: { calls: 5, per: 60_000, by, store } }, () => {})
  const wrong = () => {
    // @ts-expect-error a period is needed
    action({ limit: { calls: 5 } }, () => {})
    // @ts-expect-error what bounds the data is called limits
    action({ limit: { bytes: 5 } }, () => {})
    // @ts-expect-error a key is text
    action({ limit: { calls: 5, per: 1, by: () => 7 } }, () => {})
  }
  expectTypeOf(wrong).returns.toBeVoid()
})

test('onError gets the error and the context, and returns what a handler may', () => {
  hyper({
    onError: (error, ctx) => {
      expectTypeOf(error).toEqualTypeOf<Error>()
      expectTypeOf(ctx).toEqualTypeOf<ActionContext>()
      return [toast('Sorry'), { failed: true }]
    },
  })
  hyper({ onError: () => {} })
  // @ts-expect-error a number is no item
  hyper({ onError: () => 7 })
})

test('an action is a Koa middleware, a route handler, and an entry of actions()', () => {
  const save = action(() => {})
  expectTypeOf(save).toEqualTypeOf<Action>()
  expectTypeOf(save).toExtend<Koa.Middleware>()
  expectTypeOf(actions({ save })).toEqualTypeOf<Koa.Middleware>()
  expectTypeOf(hyper()).toEqualTypeOf<HyperMiddleware>()
  expectTypeOf(hyper()).toExtend<Koa.Middleware>()
  new Koa().use(hyper()).use(save).use(actions({ save }))
  new Router()
    .post('/todos/:id', save)
    .all('/', actions({ save }), (ctx) => {
      ctx.body = 'page'
    })
    .routes()
})

test('a bare handler is no entry of actions()', () => {
  const mount = () =>
    actions({
      // @ts-expect-error wrap it in action()
      save: () => toast('x'),
    })
  expectTypeOf(mount).returns.toEqualTypeOf<Koa.Middleware>()
})

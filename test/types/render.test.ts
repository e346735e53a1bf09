import type Koa from 'koa'
import { expectTypeOf, test } from 'vitest'
import { action, type Elements, hyper, type Part } from '../../server/index.js'

declare module 'koa' {
  interface HyperParts {
    todo: { id: number; title: string }
    empty: undefined
  }
}

test('a part that the application has declared takes its own data', () => {
  expectTypeOf<Part>().toEqualTypeOf<'todo' | 'empty'>()
  action((ctx) => {
    expectTypeOf(ctx.hyper.render('todo', { id: 1, title: 'Milk' })).toEqualTypeOf<Elements>()
    return [ctx.hyper.render('empty'), ctx.hyper.render('empty', undefined, { target: '#list' })]
  })
  action((ctx) => {
    // @ts-expect-error nothing declares this part
    ctx.hyper.render('tood', { id: 1, title: 'Milk' })
    // @ts-expect-error the data of a part is needed
    ctx.hyper.render('todo')
    // @ts-expect-error and has its type
    ctx.hyper.render('todo', { id: '1', title: 'Milk' })
    // @ts-expect-error the options are those of elements()
    ctx.hyper.render('todo', { id: 1, title: 'Milk' }, { into: '#list' })
  })
})

test('the renderer gets Koa’s context, and answers with markup', () => {
  hyper({
    render: (ctx, part, data) => {
      expectTypeOf(ctx).toEqualTypeOf<Koa.Context>()
      expectTypeOf(part).toEqualTypeOf<Part>()
      expectTypeOf(data).toEqualTypeOf<{ id: number; title: string } | undefined>()
      return '<p></p>'
    },
  })
  // @ts-expect-error markup is text or a template
  hyper({ render: () => 7 })
})

import { html } from 'hono/html'
import { expect, test } from 'vitest'
import type { Markup } from '../../server/index.js'
import { action, type Handler, type HyperOptions, type Returned } from '../../server/index.js'
import { serve } from './serve.js'

const todo = { id: 7, title: 'Milk & honey' }

async function answered(returned: Handler<unknown>, render: NonNullable<HyperOptions['render']>) {
  const { call } = await serve({ hyper: { render }, actions: { go: action(returned) } })
  return (await call('/', { action: 'go' })).events
}

const text = (part: string, data: unknown) => `<p id="${part}">${JSON.stringify(data)}</p>`
const renderers: [string, (part: string, data: unknown) => Markup | Promise<Markup>, string][] = [
  ['text', text, '<p id="todo">{"id":7,"title":"Milk & honey"}</p>'],
  ['a promise of text', async (part, data) => text(part, data), '<p id="todo">{"id":7,"title":"Milk & honey"}</p>'],
  [
    'a template',
    (_view, data) => html`<p>${(data as typeof todo).title}${Promise.resolve('!')}</p>`,
    '<p>Milk &amp; honey!</p>',
  ],
]

test.each(renderers)('render makes an item of a renderer’s %s', async (_name, render, markup) => {
  expect(
    await answered(
      (ctx) => ctx.hyper.render('todo', todo),
      (_ctx, part, data) => render(part, data),
    ),
  ).toEqual([
    { kind: 'elements', data: { markup } },
    { kind: 'end', data: {} },
  ])
})

test('the renderer gets the context, the part and the data; the item has the options', async () => {
  const seen: unknown[] = []
  const events = await answered(
    (ctx) => [ctx.hyper.render('todo', todo, { target: '#todos', swap: 'append' }), ctx.hyper.render('empty')],
    (ctx, part, data) => {
      seen.push([ctx.path, part, data])
      return '<i></i>'
    },
  )
  expect(seen).toEqual([
    ['/', 'todo', todo],
    ['/', 'empty', undefined],
  ])
  expect(events.slice(0, 2).map(({ data }) => data)).toEqual([
    { target: '#todos', swap: 'append', markup: '<i></i>' },
    { markup: '<i></i>' },
  ])
})

const failing: [string, NonNullable<HyperOptions['render']>][] = [
  [
    'throws',
    () => {
      throw new Error('no part todo')
    },
  ],
  ['rejects', () => Promise.reject(new Error('no part todo'))],
]

test.each(failing)('a renderer that %s is an error of the action', async (_name, render) => {
  const { call, failures } = await serve({
    hyper: { render },
    actions: { go: action((ctx): Returned => ctx.hyper.render('todo', todo)) },
  })
  expect((await call('/', { action: 'go' })).status).toBe(500)
  expect(failures()).toMatchObject([{ message: 'no part todo' }])
})

test('without a renderer the error names the option', async () => {
  const { call, failures } = await serve({ actions: { go: action((ctx) => ctx.hyper.render('todo', todo)) } })
  expect((await call('/', { action: 'go' })).status).toBe(500)
  const [failure] = failures()
  expect(failure).toBeInstanceOf(TypeError)
  expect(failure?.message).toContain(
    'ctx.hyper.render("todo") on POST /: there is no renderer; give one, hyper({ render',
  )
})

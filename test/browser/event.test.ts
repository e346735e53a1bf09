import { expect, test } from 'vitest'
import { action, type EventOptions, elements, event } from '../../server/index.js'
import { useApp } from './app.js'
import { act, gate, state } from './page.js'

const open = useApp()

test('without a target, an event bubbles from the source: an ancestor and the window hear it', async () => {
  const { page } = await open({
    actions: { go: action(() => event('saved', { id: 7 })) },
    body: `<main id="root" x-data="{ near: 0, far: 0, apart: 0 }" @saved="near = $event.detail.id">
      <button id="go" x-action="go">go</button><p @saved="apart = 1"></p><p @saved.window="far = $event.target.id"></p></main>`,
  })
  expect(await act(page, '#go', 'go')).toMatchObject({ ok: true, problems: [] })
  expect(await state(page)).toMatchObject({ root: { near: 7, far: 'go', apart: 0 } })
})

test('with a target, an event comes from there', async () => {
  const { page } = await open({
    actions: {
      go: action(() => [event('saved', 1, { target: '#a' }), event('saved', 2, { target: 'closest section' })]),
    },
    body: `<main id="root" x-data="{ a: 0, b: 0 }"><i id="a" @saved.stop="a = $event.detail"></i>
      <section @saved="b = $event.detail"><button id="go" x-action="go">go</button></section></main>`,
  })
  expect(await act(page, '#go', 'go')).toMatchObject({ ok: true, problems: [] })
  expect(await state(page)).toMatchObject({ root: { a: 1, b: 2 } })
})

test('an event of a source that is gone comes from the document', async () => {
  const held = gate()
  const { page } = await open({
    actions: { go: action(() => held.opened.then(() => event('saved', 7))) },
    body: '<main id="root" x-data="{ n: 0 }" @saved.window="n = $event.detail"><button id="go" x-action="go">go</button></main>',
  })
  const outcome = act(page, '#go', 'go')
  await page.evaluate('go.remove()')
  held.open()
  expect(await outcome).toMatchObject({ ok: true, problems: [] })
  expect(await state(page)).toMatchObject({ root: { n: 7 } })
})

test.each<[EventOptions['after'], string]>([
  ['receive', 'old 1 1'],
  ['swap', 'new 2'],
  ['settle', 'new 2 2'],
])('after %s, an event finds the page at that moment', async (after, seen) => {
  const { page } = await open({
    script: 'window.seen = []',
    actions: {
      go: action(() => [event('saved', null, after ? { after } : {}), elements('<i id="i">new</i>'), { n: 2 }]),
    },
    body: `<main id="root" x-data="{ n: 1 }" @saved="seen.push([i.textContent, n, b.textContent].join(' '))"><i id="i">old</i><b id="b" x-text="n"></b></main>`,
  })
  expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
  expect(await page.evaluate('seen')).toEqual([expect.stringContaining(seen)])
})

test.each<EventOptions['after']>(['receive', 'swap', 'settle'])(
  'after %s, a target that is missing is reported, and the other items are applied',
  async (after) => {
    const { page } = await open({
      actions: {
        go: action(async function* () {
          yield event('saved', null, { target: '#none', ...(after && { after }) })
          await new Promise(setImmediate)
          yield [event('saved', null, after ? { after } : {}), { n: 2 }]
        }),
      },
      body: '<main id="root" x-data="{ n: 1, heard: 0 }" @saved="heard++"></main>',
      expectErrors: /HyperError.*#none/,
    })
    expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: ['target'] })
    expect(await state(page)).toMatchObject({ root: { n: 2, heard: 1 } })
  },
)

test('an element listens for an event and runs an action of its own', async () => {
  const { page } = await open({
    actions: {
      go: action(() => event('articleUpdated', { id: 7 })),
      stats: action((_ctx, { id }) => ({ n: id })),
    },
    body: `<main id="root" x-data="{ n: 0 }"><p x-action:article-updated.camel.window="stats({ id: $event.detail.id })"></p></main>`,
  })
  expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
  await expect.poll(() => state(page)).toMatchObject({ root: { n: 7 } })
})

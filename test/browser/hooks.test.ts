import { expect, test } from 'vitest'
import { action } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { act, evaluate, gate, idle } from './page.js'

const open = useApp()

const script = `
  window.heard = []
  addEventListener('hyper:before', (event) => {
    const { call, request } = event.detail
    heard.push(['before', event.target.id, call.name, call.data, new URL(request.url).pathname])
    request.headers.set('X-Tenant', 'ä'.codePointAt(0))
    if (call.data.stop) event.preventDefault()
  })
  addEventListener('hyper:after', ({ target, detail: { call, outcome } }) => {
    heard.push(['after', target.id, call.name, outcome.ok, outcome.reason, document.querySelectorAll('[aria-busy]').length])
  })`

function openHeard(options: Partial<AppOptions> = {}) {
  const tenants: string[] = []
  const note = action((ctx) => void tenants.push(ctx.get('X-Tenant')))
  return open({
    script,
    actions: { note },
    routes: (router) => router.post(['/shop/todos/:id', '/todos/:id'], note),
    body: '<main id="root" x-data><button id="it" x-action="note({ a: 1 })">go</button></main>',
    ...options,
  }).then((app) => ({ ...app, tenants }))
}

test('hyper:before may add headers, and hyper:after has the outcome once nothing is busy', async () => {
  const { page, tenants } = await openHeard()
  await page.click('#it')
  await idle(page)
  await expect
    .poll(() => page.evaluate('heard'))
    .toEqual([
      ['before', 'it', 'note', { a: 1 }, '/'],
      ['after', 'it', 'note', true, undefined, 0],
    ])
  expect(tenants).toEqual(['228'])
})

test('hyper:before that is prevented sends nothing', async () => {
  const { page, tenants } = await openHeard()
  expect(await act(page, '#it', 'note', { stop: true })).toMatchObject({ ok: false, reason: 'aborted' })
  expect(tenants).toEqual([])
  expect(await page.evaluate('heard[1]')).toEqual(['after', 'it', 'note', false, 'aborted', 0])
})

test('createHyper({ headers }) is asked for each request', async () => {
  const { page, tenants } = await openHeard({
    script: 'window.n = 0',
    plugin: `headers: () => ({ 'X-Tenant': String(++window.n) })`,
  })
  await act(page, '#it', 'note')
  await act(page, '#it', 'note')
  expect(tenants).toEqual(['1', '2'])
})

test('createHyper({ timeout }) is that of every call that has none', async () => {
  const held = gate()
  const { page } = await openHeard({
    plugin: 'timeout: 100',
    actions: { note: action(() => held.opened) },
    expectErrors: /in 100 ms/,
  })
  const without = act(page, '#it', 'note', {}, { timeout: 0, lane: 'parallel' })
  // begun later, and over by its timeout: that of the first would have passed, too
  expect(await act(page, '#it', 'note', {}, { lane: 'parallel' })).toMatchObject({ reason: 'timeout' })
  held.open()
  expect(await without).toMatchObject({ ok: true })
})

test('createHyper({ base }) goes before the paths of calls, and leaves named actions', async () => {
  const { page } = await openHeard({ plugin: `base: '/shop'` })
  expect(await act(page, '#it', '/todos/:id', { id: 1 })).toMatchObject({ ok: true })
  expect(await act(page, '#it', 'note')).toMatchObject({ ok: true })
  const paths = await page.evaluate(`heard.filter(([kind]) => kind === 'before').map((each) => each[4])`)
  expect(paths).toEqual(['/shop/todos/1', '/'])
})

test.each(['standard', 'csp'] as const)('x-toasts shows what the page came with, once (%s Alpine)', async (alpine) => {
  const { page } = await open({
    alpine,
    body: `<div id="toasts" x-toasts="[{ message: '<b>Saved</b>', level: 'success' }, { message: 'Hi' }]"></div><p x-data id="it"></p>`,
  })
  const toasts = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.hyper-toast')].map((el) => [
        el.dataset['level'],
        el.querySelector('p')?.textContent,
      ]),
    )
  await expect.poll(toasts).toEqual([
    ['success', '<b>Saved</b>'],
    ['info', 'Hi'],
  ])
  await evaluate(page, '#it', "$toast('More')")
  await expect.poll(toasts).toHaveLength(3)
})

import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { action, clearToasts, type Returned, toast } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { act, evaluate, noting } from './page.js'

const open = useApp()

const messages = (page: Page) => page.locator('.hyper-toast p').allTextContents()

function openWith(go: () => Returned, options: Partial<AppOptions> = {}) {
  return open({
    actions: { go: action(go) },
    body: '<main id="root" x-data="{ heard: [] }"><button id="go" x-action="go">go</button></main><div id="toasts" x-toasts></div>',
    ...options,
  })
}

test('the region is a live region with a name, also outside any x-data, and there before the first toast', async () => {
  const { page } = await openWith(() => {})
  const region = page.getByRole('region', { name: 'Notifications' })
  expect(await region.getAttribute('aria-live')).toBe('polite')
  expect(await region.textContent()).toBe('')
})

test('the region keeps the role, name and politeness that the page gave it', async () => {
  const { page } = await openWith(() => toast('Saved'), {
    body: '<main id="root" x-data></main><div x-toasts role="log" aria-label="Hinweise" aria-live="assertive" data-dismiss="Schließen"></div>',
  })
  await act(page, '#root', 'go')
  const region = page.getByRole('log', { name: 'Hinweise' })
  expect(await region.getAttribute('aria-live')).toBe('assertive')
  await page.getByRole('button', { name: 'Schließen' }).click()
  expect(await messages(page)).toEqual([])
})

test.each([
  ['info', 'status'],
  ['success', 'status'],
  ['warning', 'status'],
  ['error', 'alert'],
] as const)('a toast of level %s has the role %s', async (level, role) => {
  const { page } = await openWith(() => toast('Saved', { level }))
  await act(page, '#go', 'go')
  const box = page.locator('#toasts').getByRole(role)
  expect(await box.getAttribute('data-level')).toBe(level)
  expect(await box.locator('p').textContent()).toBe('Saved')
})

test('a toast is text: markup and expressions in it do nothing', async () => {
  const text =
    '<img src=x onerror="window.ran = 1"><b x-init="window.ran = 2">{{ 1 }}</b> & <script>window.ran = 3</script>'
  const { page } = await openWith(() => toast(text, { id: '"><i>', action: { label: '<i>x</i>', call: 'go' } }))
  await act(page, '#go', 'go')
  expect(await messages(page)).toEqual([text])
  expect(await page.locator('.hyper-toast-action').textContent()).toBe('<i>x</i>')
  expect(await page.locator('.hyper-toast :is(img, b, i, script)').count()).toBe(0)
  expect(await page.evaluate('window.ran')).toBeUndefined()
})

test('toasts come in their order, and one of the same id takes the place of the earlier', async () => {
  const { page } = await openWith(() => [
    toast('One', { id: 'a' }),
    toast('Two'),
    toast('One again', { id: 'a', level: 'error' }),
  ])
  await act(page, '#go', 'go')
  expect(await messages(page)).toEqual(['One again', 'Two'])
  expect(await page.locator('.hyper-toast').first().getAttribute('role')).toBe('alert')
})

test('clearToasts takes those of a level, or all', async () => {
  let cleared: 'warning' | undefined = 'warning'
  const { page } = await openWith(() => [toast('One'), toast('Two', { level: 'warning' }), clearToasts(cleared)])
  await act(page, '#go', 'go')
  expect(await messages(page)).toEqual(['One'])
  cleared = undefined
  await act(page, '#go', 'go')
  expect(await messages(page)).toEqual([])
})

test('the × dismisses one toast', async () => {
  const { page } = await openWith(() => [toast('One'), toast('Two')])
  await act(page, '#go', 'go')
  await page.getByRole('button', { name: 'Dismiss' }).first().click()
  expect(await messages(page)).toEqual(['Two'])
})

test('the button of a toast runs its action with its data, and the toast goes', async () => {
  const { note, notes } = noting()
  const { page } = await openWith(() => {}, {
    actions: {
      go: action(() =>
        toast('Removed', { action: { label: 'Undo', call: 'DELETE /drafts/:id', data: { id: 7, n: 1 } } }),
      ),
    },
    routes: (router) => router.delete('/drafts/:id', note),
  })
  await act(page, '#go', 'go')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect
    .poll(() => notes)
    .toEqual([{ method: 'DELETE', path: '/drafts/7', action: undefined, input: { id: '7', n: 1 } }])
  expect(await messages(page)).toEqual([])
})

describe('time', () => {
  /** Opens a page whose clock we move, and shows the toasts. */
  async function openStopped(go: () => Returned) {
    const app = await openWith(go, { clock: true })
    await act(app.page, '#go', 'go')
    return app
  }

  test('toasts go after five seconds; errors and those with an action stay', async () => {
    const { page } = await openStopped(() => [
      toast('Info'),
      toast('Warning', { level: 'warning' }),
      toast('Error', { level: 'error' }),
      toast('Undo?', { action: { label: 'Undo', call: 'go' } }),
      toast('Kept', { timeout: 0 }),
      toast('Long', { timeout: 9000 }),
      toast('Short error', { level: 'error', timeout: 1000 }),
    ])
    await page.clock.runFor(1100)
    expect(await messages(page)).toEqual(['Info', 'Warning', 'Error', 'Undo?', 'Kept', 'Long'])
    await page.clock.runFor(2400)
    expect(await messages(page)).toEqual(['Info', 'Warning', 'Error', 'Undo?', 'Kept', 'Long'])
    await page.clock.runFor(2000)
    expect(await messages(page)).toEqual(['Error', 'Undo?', 'Kept', 'Long'])
    await page.clock.runFor(4000)
    expect(await messages(page)).toEqual(['Error', 'Undo?', 'Kept'])
    await page.clock.runFor(600_000)
    expect(await messages(page)).toEqual(['Error', 'Undo?', 'Kept'])
  })

  test('a toast stays while it is pointed at, and has its time again afterwards', async () => {
    const { page } = await openStopped(() => [toast('One'), toast('Two')])
    await page.hover('.hyper-toast >> nth=1')
    await page.clock.runFor(60_000)
    expect(await messages(page)).toEqual(['Two'])
    await page.hover('#go')
    await page.clock.runFor(3500)
    expect(await messages(page)).toEqual(['Two'])
    await page.clock.runFor(2000)
    expect(await messages(page)).toEqual([])
  })

  test('a toast stays while it has the focus', async () => {
    const { page } = await openStopped(() => toast('One'))
    await page.focus('.hyper-toast button')
    await page.clock.runFor(60_000)
    expect(await messages(page)).toEqual(['One'])
    await page.focus('#go')
    await page.clock.runFor(5100)
    expect(await messages(page)).toEqual([])
  })

  test('a toast that is pointed at and has the focus stays until it has neither', async () => {
    const { page } = await openStopped(() => toast('One'))
    await page.focus('.hyper-toast button')
    await page.hover('.hyper-toast')
    await page.hover('#go')
    await page.clock.runFor(60_000)
    expect(await messages(page)).toEqual(['One'])
    await page.focus('#go')
    await page.clock.runFor(5100)
    expect(await messages(page)).toEqual([])
  })

  test('a toast that took the place of another has its own time', async () => {
    const { page } = await openStopped(() => toast('One', { id: 'a' }))
    await page.clock.runFor(4000)
    await act(page, '#go', 'go')
    await page.clock.runFor(4000)
    expect(await messages(page)).toEqual(['One'])
    await page.clock.runFor(1100)
    expect(await messages(page)).toEqual([])
  })
})

test('hyper:toast bubbles from the source, and a listener that prevents it draws its own', async () => {
  const { page } = await openWith(() => toast('Saved', { level: 'success', id: 'a' }), {
    body: `<main id="root" x-data="{ seen: '' }" @hyper:toast.prevent="seen = $event.target.id + JSON.stringify($event.detail)">
      <button id="go" x-action="go">go</button><output x-text="seen"></output></main><div x-toasts></div>`,
  })
  await act(page, '#go', 'go')
  expect(await page.textContent('output')).toBe('go{"message":"Saved","level":"success","id":"a"}')
  expect(await messages(page)).toEqual([])
})

test.each(['standard', 'csp'] as const)('$toast shows and clears toasts from the page (%s Alpine)', async (alpine) => {
  const { page } = await openWith(() => {}, {
    alpine,
    body: `<main id="root" x-data><button id="show" @click="$toast('Copied', { level: 'success', timeout: 0 })">1</button>
      <button id="plain" @click="$toast('Plain')">2</button><button id="clear" @click="$toast.clear('success')">3</button>
      <button id="all" @click="$toast.clear()">4</button></main><div x-toasts></div>`,
  })
  await page.click('#show')
  await page.click('#plain')
  expect(await messages(page)).toEqual(['Copied', 'Plain'])
  expect(await page.locator('.hyper-toast').first().getAttribute('data-level')).toBe('success')
  await page.click('#clear')
  expect(await messages(page)).toEqual(['Plain'])
  await page.click('#all')
  expect(await messages(page)).toEqual([])
})

test('a region that is removed hears no more', async () => {
  const { page } = await openWith(() => {})
  await page.evaluate(`window.region = document.getElementById('toasts'), region.remove()`)
  await evaluate(page, '#root', `$toast('Copied')`)
  expect(await page.evaluate('region.children.length')).toBe(0)
})

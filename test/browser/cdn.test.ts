import { describe, expect, test } from 'vitest'
import { action, toast } from '../../server/index.js'
import { useApp } from './app.js'
import { idle } from './page.js'

const open = useApp()

const plugin = 'src="/hyper.js"></script>'
const alpine = 'src="/alpine.js"></script>'

/** `late`: Alpine may be through with the page before the plugin comes, and does not know $hyper until then. */
const orders: [title: string, late: boolean, head: string, foot: string][] = [
  ['the plugin first, both deferred', false, `<script defer ${plugin}<script defer ${alpine}`, ''],
  ['Alpine first, both deferred', true, `<script defer ${alpine}<script defer ${plugin}`, ''],
  ['the plugin at once, Alpine deferred', false, `<script ${plugin}<script defer ${alpine}`, ''],
  ['the plugin at once, Alpine at the end of the body', false, `<script ${plugin}`, `<script ${alpine}`],
  ['both at the end of the body, the plugin first', false, '', `<script ${plugin}<script ${alpine}`],
  ['both at the end of the body, Alpine first', true, '', `<script ${alpine}<script ${plugin}`],
  ['Alpine at the end of the body, the plugin deferred', true, `<script defer ${plugin}`, `<script ${alpine}`],
  ['the plugin as a module', false, `<script type="module" ${plugin}<script defer ${alpine}`, ''],
  ['Alpine as a module', false, `<script defer ${plugin}<script type="module" ${alpine}`, ''],
  ['both at any time', true, `<script async ${plugin}<script defer ${alpine}`, ''],
]

describe.each(['standard', 'csp'] as const)('with the %s build', (build) => {
  test.each(orders)('%s', async (_title, late, head, foot) => {
    const { page } = await open({
      alpine: build,
      head,
      ...(late && { expectErrors: /\$hyper|Undefined variable/ }),
      actions: {
        add: action((_ctx, { count }) => [{ count: Number(count) + 1, $total: 42 }, toast('Added')]),
      },
      body: `<main x-data="{ count: 0, started: 0 }" x-hyper="{ total: 41 }">
        <button x-action="add({ count: count })">+1</button><output x-text="count"></output>
        <b x-text="$hyper.total"></b></main><div x-toasts></div>${foot}`,
    })
    await expect.poll(() => page.textContent('b')).toBe('41')
    await page.click('button')
    await expect.poll(() => page.textContent('output')).toBe('1')
    expect(await page.textContent('b')).toBe('42')
    expect(await page.textContent('.hyper-toast p')).toBe('Added')
    await idle(page)
    await page.click('button')
    await expect.poll(() => page.textContent('output')).toBe('2')
    expect(await page.locator('.hyper-toast').count()).toBe(2)
  })
})

test('behind Alpine, it sets up what stands outside of any x-data, too', async () => {
  const { page } = await open({
    head: `<script defer ${alpine}<script defer ${plugin}`,
    body: '<p x-online>there</p><p x-offline>gone</p><main x-data></main>',
  })
  await expect.poll(() => page.isVisible('[x-offline]')).toBe(false)
  expect(await page.isVisible('[x-online]')).toBe(true)
})

test('a page with the script twice works as with one', async () => {
  const { page } = await open({
    head: `<script defer ${plugin}<script defer ${plugin}<script defer ${alpine}`,
    actions: { add: action((_ctx, { count }) => ({ count: Number(count) + 1 })) },
    body: '<main x-data="{ count: 0 }"><button x-action="add({ count })">+1</button><output x-text="count"></output></main>',
  })
  await page.click('button')
  await idle(page)
  await expect.poll(() => page.textContent('output')).toBe('1')
})

test('the script makes no global but what Alpine knows', async () => {
  const { page } = await open({ body: '<main x-data></main>' })
  const added = await page.evaluate(() => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const known = new Set(Object.getOwnPropertyNames(frame.contentWindow))
    return Object.getOwnPropertyNames(window).filter((name) => !known.has(name) && !/^\d+$/.test(name))
  })
  expect(added.filter((name) => /hyper|idiomorph/i.test(name))).toEqual([])
})

import { expect, test } from 'vitest'
import { z } from 'zod'
import { action, signals, toast } from '../../server/index.js'
import { useApp } from './app.js'

const open = useApp()

test.each(['standard', 'csp'] as const)(
  'a button runs an action, and its signals and toast land (%s Alpine)',
  async (alpine) => {
    let total = 41
    const increment = action({ input: z.object({ count: z.number() }) }, (_ctx, { count }) => [
      signals({ count: count + 1, $total: ++total }),
      toast('Counted', { level: 'success' }),
    ])
    const { page } = await open({
      alpine,
      actions: { increment },
      body: `<main x-data x-hyper="{ total: 41 }">
      <div x-data="{ count: 0 }">
        <button x-action="increment({ count: count })">+1</button>
        <output x-text="count"></output>
      </div>
      <b x-text="$hyper.total"></b>
      <div x-toasts></div>
    </main>`,
    })
    await page.click('button')
    await expect.poll(() => page.textContent('output')).toBe('1')
    expect(await page.textContent('b')).toBe('42')
    expect(await page.textContent('.hyper-toast p')).toBe('Counted')
  },
)

test('five quick clicks count five', async () => {
  const increment = action((_ctx, { count }) => ({ count: Number(count) + 1 }))
  const { page } = await open({
    actions: { increment },
    body: `<div x-data="{ count: 0 }"><button x-action="increment({ count })">+1</button><output x-text="count"></output></div>`,
  })
  await page.evaluate(() => {
    for (let i = 0; i < 5; i++) document.querySelector('button')?.click()
  })
  await expect.poll(() => page.textContent('output')).toBe('5')
})

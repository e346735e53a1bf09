import { expect, test } from 'vitest'
import { action, close, type Returned } from '../../server/index.js'
import { useApp } from './app.js'
import { act } from './page.js'

const open = useApp()

async function openWith(body: string, go: () => Returned, expectErrors?: RegExp) {
  const app = await open({
    body: `<main id="root" x-data>${body}</main>`,
    actions: { go: action(go) },
    ...(expectErrors && { expectErrors }),
  })
  return { ...app, run: () => act(app.page, '#root', 'go') }
}

test('a modal dialog closes, and the page can be used again', async () => {
  const { page } = await openWith(
    `<button id="behind" @click="$el.textContent = 'clicked'">Behind</button>
      <dialog id="d"><button x-action="go">Save</button></dialog>`,
    () => close('closest dialog'),
  )
  await page.evaluate(`d.showModal()`)
  await page.click('dialog button')
  await page.click('#behind')
  expect(await page.textContent('#behind')).toBe('clicked')
})

test.each([
  ['a dialog', '<dialog id="it" open></dialog>', 'it.open'],
  ['a details element', '<details id="it" open></details>', 'it.open'],
  ['a popover', '<p id="it" popover x-init="$el.showPopover()"></p>', `it.matches(':popover-open')`],
  [
    'a dialog that is a popover',
    '<dialog id="it" popover x-init="$el.showPopover()"></dialog>',
    `it.matches(':popover-open')`,
  ],
])('%s closes, and stays closed', async (_title, body, isOpen) => {
  const { page, run } = await openWith(body, () => close('#it'))
  expect(await page.evaluate(isOpen)).toBe(true)
  for (let i = 0; i < 2; i++) {
    expect(await run()).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate(isOpen)).toBe(false)
  }
})

test('with all, every match closes, and what cannot be closed is reported', async () => {
  const { page, run, errors } = await openWith(
    '<p class="x" id="p"></p><details class="x" open></details><details class="x" open></details>',
    () => close('.x', { all: true }),
    /HyperError/,
  )
  expect(await run()).toMatchObject({ ok: true, problems: ['target'] })
  expect(await page.locator('[open]').count()).toBe(0)
  expect(errors).toEqual([expect.stringContaining('close: ".x" is <p id="p">; name a dialog, details or popover')])
})

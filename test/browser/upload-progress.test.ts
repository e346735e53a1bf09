import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { action } from '../../server/index.js'
import { useApp } from './app.js'

const open = useApp()

/** Megabytes that it sends in a second. */
async function slowDown(page: Page, megabytes: number): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: megabytes * 2 ** 20,
  })
}

function choose(page: Page, bytes: number): Promise<void> {
  const buffer = Buffer.alloc(bytes, 7)
  return page.setInputFiles('#f input', { name: 'big.bin', mimeType: 'application/x-big', buffer })
}

test('files are sent with progress, which the page sees rise, and the answer comes as any other', async () => {
  const { page } = await open({
    actions: {
      save: action({ files: { bytes: 2 ** 26, store: 'disk' } }, (_ctx, { file }) => ({
        n: (file as { size: number }).size,
      })),
    },
    body: `<main id="root" x-data="{ n: 0 }"><form id="f" x-action="save"><input type="file" name="file"><button id="go">go</button>
      <progress id="p" :value="$action.progress('save')"></progress></form></main>`,
  })
  await slowDown(page, 8)
  await choose(page, 6_000_000)
  await page.evaluate(() => {
    const seen: number[] = []
    Object.assign(window, { seen })
    const bar = document.querySelector('progress') as HTMLProgressElement
    new MutationObserver(() => seen.push(bar.value)).observe(bar, { attributes: true })
  })
  await page.click('#go')
  await expect
    .poll(() => page.evaluate('Alpine.$data(document.querySelector("#root")).n'), { timeout: 20_000 })
    .toBe(6_000_000)
  const seen = (await page.evaluate('seen')) as number[]
  const rising = seen.slice(0, seen.indexOf(1) + 1)
  expect(rising.length).toBeGreaterThan(1)
  expect(rising).toEqual([...rising].sort((a, b) => a - b))
})

test('a call with files waits as long as they are on their way', async () => {
  const { page } = await open({
    plugin: 'timeout: 400',
    actions: { save: action({ files: { bytes: 2 ** 26, store: 'disk' } }, () => ({ n: 1 })) },
    body: `<main id="root" x-data="{ n: 0 }"><form id="f" x-action="save"><input type="file" name="file"><button id="go">go</button></form></main>`,
  })
  await slowDown(page, 2)
  await choose(page, 3_000_000)
  await page.click('#go')
  await expect.poll(() => page.evaluate('Alpine.$data(document.querySelector("#root")).n'), { timeout: 20_000 }).toBe(1)
})

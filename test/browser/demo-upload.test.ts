import { readdirSync } from 'node:fs'
import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { useDemo } from './demo.js'

const { visit } = useDemo()

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const file = (name: string, buffer = png) => ({ name, mimeType: 'image/png', buffer })
const large = (megabytes: number) => Buffer.concat([png, Buffer.alloc(megabytes * 1024 * 1024)])
const input = (page: Page) => page.locator('#pictures')
const images = (page: Page) => page.getByRole('region', { name: 'Pictures' }).getByRole('img')

/** That many, and all of them loaded. */
async function seeImages(page: Page, count: number): Promise<void> {
  const loaded = (all: Element[]) =>
    (all as HTMLImageElement[]).filter((el) => el.complete && el.naturalWidth > 0).length
  await expect.poll(() => images(page).evaluateAll(loaded)).toBe(count)
  expect(await images(page).count()).toBe(count)
}

const refusal = (page: Page) => page.locator('#pictures-error').textContent()
const kept = (folder: string) => readdirSync(folder).filter((name) => !name.startsWith('demo.db'))

/** Lets files be sent, but only slowly. */
async function slow(page: Page, bytesPerSecond = 1024 * 1024): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  })
}

describe.each(['csp', 'standard'] as const)('with the %s build of Alpine', (alpine) => {
  test('several pictures are sent at once, shown and kept', async () => {
    const { page, folder } = await visit('/pictures', { alpine })
    await input(page).setInputFiles([file('one.png'), file('two <b>.png')])
    await seeImages(page, 2)
    await page.getByText('2 pictures are there.').first().waitFor()
    expect(await images(page).first().getAttribute('alt')).toBe('two b.png')
    await expect
      .poll(() =>
        images(page)
          .first()
          .evaluate((el: HTMLImageElement) => el.naturalWidth),
      )
      .toBe(1)
    expect(kept(folder).length).toBe(2)
    expect(await input(page).evaluate((el: HTMLInputElement) => el.files?.length)).toBe(0)

    await input(page).setInputFiles([file('three.png')])
    await seeImages(page, 3)
    await page.reload()
    expect(await images(page).count()).toBe(3)
  })

  test('pictures are taken when they are dropped on the frame', async () => {
    const { page } = await visit('/pictures', { alpine })
    const frame = await page.locator('.zone').boundingBox()
    const hit = await page.evaluate(
      ([x, y]) => document.elementFromPoint(x as number, y as number)?.id,
      [(frame?.x ?? 0) + 5, (frame?.y ?? 0) + 20],
    )
    expect(hit).toBe('pictures')
    const transfer = await page.evaluateHandle(
      (bytes) => {
        const data = new DataTransfer()
        data.items.add(new File([new Uint8Array(bytes)], 'dropped.png', { type: 'image/png' }))
        return data
      },
      [...png],
    )
    await input(page).dispatchEvent('dragover', { dataTransfer: transfer })
    await expect.poll(() => page.locator('.zone.over').count()).toBe(1)
    // what the browser itself does with a file that is dropped on an input
    await input(page).evaluate((el: HTMLInputElement, data) => {
      el.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: data }))
      el.files = data.files
      el.dispatchEvent(new Event('change', { bubbles: true }))
    }, transfer)
    await seeImages(page, 1)
    expect(await page.locator('.zone.over').count()).toBe(0)
  })

  test('what is no picture, too large or too much is refused at the field, and nothing of it is kept', async () => {
    const { page, folder } = await visit('/pictures', { alpine })
    await input(page).setInputFiles([file('text.png', Buffer.from('<script>alert(1)</script>'))])
    await expect.poll(() => refusal(page)).toContain('Only image/png')
    expect(await input(page).getAttribute('aria-invalid')).toBe('true')
    await input(page).setInputFiles([file('one.png'), file('large.png', large(9))])
    await expect.poll(() => refusal(page)).toBe('Larger than 8 MB')
    await input(page).setInputFiles(Array.from({ length: 7 }, (_, index) => file(`${index}.png`)))
    await expect.poll(() => refusal(page)).toBe('At most 6 files')
    expect(await images(page).count()).toBe(0)
    expect(kept(folder)).toEqual([])

    await input(page).setInputFiles([file('one.png')])
    await seeImages(page, 1)
    expect(await refusal(page)).toBe('')
  })

  test('an upload shows that it is under way, and can be cancelled', async () => {
    const { page, folder } = await visit('/pictures', { alpine })
    await slow(page)
    await input(page).setInputFiles([file('large.png', large(6))])
    const bar = page.getByRole('progressbar', { name: 'Upload' })
    await bar.waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => bar.isVisible()).toBe(false)
    expect(await images(page).count()).toBe(0)
    await page.reload()
    expect(await images(page).count()).toBe(0)
    expect(kept(folder)).toEqual([])
  })

  test('a picture is removed, on disk too', async () => {
    const { page, folder } = await visit('/pictures', { alpine })
    await input(page).setInputFiles([file('one.png'), file('two.png')])
    await page.getByRole('button', { name: 'Remove one.png' }).click()
    await seeImages(page, 1)
    expect(kept(folder).length).toBe(1)
    expect(
      await page.getByRole('button', { name: 'Remove two.png' }).evaluate((el) => el === document.activeElement),
    ).toBe(true)
  })
})

test('pictures are served as what they are, and run nothing when they are opened', async () => {
  const { page } = await visit('/pictures')
  await input(page).setInputFiles([file('page.html')])
  await seeImages(page, 1)
  const answer = await page.request.get((await images(page).first().getAttribute('src')) ?? '')
  expect(answer.headers()).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  })
  expect(await answer.body()).toEqual(png)
  for (const path of ['/pictures/demo.db', '/pictures/..%2Fdemo.db'])
    expect((await page.request.get(path)).status()).toBe(404)
})

test('without JavaScript, the form has a button, and refuses in the same words', async () => {
  const { page } = await visit('/pictures', { javaScriptEnabled: false })
  const send = () => page.getByRole('button', { name: 'Upload' }).click()
  await send()
  expect(await refusal(page)).toBe('Choose a picture first.')
  await input(page).setInputFiles([file('text.png', Buffer.from('no picture'))])
  const answer = page.waitForResponse((response) => response.request().method() === 'POST')
  await send()
  expect((await answer).status()).toBe(422)
  expect(await refusal(page)).toContain('Only image/png')
  await input(page).setInputFiles([file('one.png'), file('two.png')])
  await send()
  expect(await images(page).count()).toBe(2)
  await page.getByRole('button', { name: 'Remove one.png' }).click()
  await expect.poll(() => images(page).count()).toBe(1)
})

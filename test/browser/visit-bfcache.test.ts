import { expect, test } from 'vitest'
import { useApp } from './app.js'
import { openSite } from './visit-site.js'

const open = useApp({ backForwardCache: true })

test('after a visit, the browser keeps the page that is left, and brings it back as it was', async () => {
  const site = await openSite(open, {
    script: `addEventListener('pageshow', ({ persisted }) => { window.isBack = persisted })`,
    pages: {
      '/1': '<a id="to" href="/2">2</a>',
      '/2': '<h1>2</h1><p style="height: 5000px"></p><a id="out" x-visit.off href="/out">out</a><a id="next" href="/1">1</a>',
      '/out': '<h1>Out</h1>',
    },
  })
  const { page, url } = site
  await page.click('#to')
  await expect.poll(() => page.textContent('h1')).toBe('2')
  await page.evaluate('window.isThis = true')
  await page.click('#out')
  await page.waitForURL('**/out')
  await page.evaluate('void setTimeout(() => history.back())')
  await page.waitForURL('**/2', { waitUntil: 'commit' })
  await page.waitForFunction('window.isBack && window.isThis')
  expect(await page.evaluate('scrollY')).toBeGreaterThan(1000)
  await page.click('#next')
  await page.waitForSelector('#to')
  expect(page.url()).toBe(`${url}/1`)
  expect(await page.evaluate('window.isThis')).toBe(true)
})

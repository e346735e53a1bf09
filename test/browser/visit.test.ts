import { expect, test } from 'vitest'
import { useApp } from './app.js'
import { isSame, openSite } from './visit-site.js'

const open = useApp()

const nav = '<nav><a id="one" href="/one">One</a><a id="two" href="/two">Two</a></nav>'

test('a link shows another page in the same document', async () => {
  const site = await openSite(open, {
    pages: {
      '/one': `${nav}<h1>One</h1>`,
      '/two': { title: 'The second', body: `${nav}<h1>Two</h1>` },
    },
  })
  const { page, url } = site
  await page.click('#two')
  await expect.poll(() => page.textContent('h1')).toBe('Two')
  expect(await page.title()).toBe('The second')
  expect(page.url()).toBe(`${url}/two`)
  expect(await isSame(site)).toBe(true)
  await page.goBack()
  await expect.poll(() => page.textContent('h1')).toBe('One')
  expect(page.url()).toBe(`${url}/one`)
  await page.goForward()
  await expect.poll(() => page.textContent('h1')).toBe('Two')
  expect(await isSame(site)).toBe(true)
})

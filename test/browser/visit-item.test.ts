import { describe, expect, test } from 'vitest'
import { action, type VisitOptions, visit } from '../../server/index.js'
import { useApp } from './app.js'
import { act } from './page.js'

const open = useApp()

/** The plugin alone, or all that is in its one script. */
async function openWith(url: string, options: VisitOptions, plugin: 'alone' | 'whole' = 'alone') {
  return open({
    ...(plugin === 'alone' && { plugin: "base: ''" }),
    body: '<main id="root" x-data><button x-action="go">go</button></main>',
    actions: { go: action(() => visit(url, options)) },
    routes: (router) =>
      router.get('/there', (ctx) => {
        ctx.body = '<!doctype html><link rel="icon" href="data:,"><main id="root"><p>there</p></main>'
      }),
  })
}

describe('a visit, on a page without soft navigation,', () => {
  test.each<[string, VisitOptions, string, number]>([
    ['is a new entry of the history', {}, '/there', 1],
    ['takes its values along', { values: { q: 'a&b', tag: ['x', 'y'], gone: null } }, '/there?q=a%26b&tag=x&tag=y', 1],
    ['takes the place of the entry, if it says so', { replace: true, values: { q: 1 } }, '/there?q=1', 0],
  ])('%s', async (_title, options, path, more) => {
    const { page, url } = await openWith('/there', options)
    const length = Number(await page.evaluate('history.length'))
    await page.click('button')
    await page.waitForURL(url + path)
    await page.waitForSelector('p')
    expect(await page.evaluate('history.length')).toBe(length + more)
  })
})

test('a call that is answered by a visit is over when that is', async () => {
  const { page } = await openWith('/there', {})
  expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, status: 200, problems: [] })
  await page.waitForURL('**/there')
})

describe('a visit, on a page with soft navigation,', () => {
  test('does not load the page, and takes its values along', async () => {
    const { page, url } = await openWith('/there?a=1', { values: { q: 'a&b', tag: ['x', 'y'], gone: null } }, 'whole')
    await page.evaluate('window.stayed = true')
    await page.click('button')
    await page.waitForSelector('p')
    expect(page.url()).toBe(`${url}/there?a=1&q=a%26b&tag=x&tag=y`)
    expect(await page.evaluate('window.stayed')).toBe(true)
  })

  test('may take the place of the entry, change a part of the page, and leave the URL', async () => {
    const options = { target: '#root', select: '#root', push: false }
    const { page, url } = await openWith('/there', options, 'whole')
    const length = await page.evaluate('history.length')
    await page.click('button')
    await page.waitForSelector('p')
    expect([page.url(), await page.evaluate('history.length')]).toEqual([`${url}/`, length])
  })
})

import { expect, test } from 'vitest'
import { action, pushUrl } from '../../server/index.js'
import { useApp } from './app.js'
import { act } from './page.js'

const open = useApp()

/** The links of which the page says that they lead to it, once it shows a URL. */
async function current(to: string, links: string[]): Promise<string[]> {
  const { page } = await open({
    body: `<main id="root" x-data>${links.map((link) => (link.startsWith('<') ? link : `<a href="${link}">${link}</a>`)).join('')}</main>`,
    actions: { go: action(() => pushUrl(to)) },
  })
  expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
  return page.evaluate(() =>
    [...document.querySelectorAll('[aria-current]')].map(
      (el) => `${el.getAttribute('href')} ${el.getAttribute('aria-current')}`,
    ),
  )
}

test.each<[string, string, string[], string[]]>([
  ['its path', '/a', ['/a', '/b', '/'], ['/a page']],
  ['its path and query', '/a?q=1', ['/a?q=1', '/a?q=2', '/a?q=1&r=2'], ['/a?q=1 page']],
  ['its path alone, if none has its query', '/a?q=1', ['/a', '/a?q=2'], ['/a page']],
  ['its query rather than its path', '/a?q=1', ['/a', '/a?q=1'], ['/a?q=1 page']],
  [
    'those of each nav by itself',
    '/a?q=1',
    ['<nav><a href="/a">a</a></nav>', '<nav><a href="/a">all</a><a href="/a?q=1">one</a></nav>'],
    ['/a page', '/a?q=1 page'],
  ],
  [
    'not those whose nav has a mark of its own',
    '/a?q=1',
    ['<nav><a href="/a">all</a><a href="/a?q=1" aria-current="true">one</a></nav>'],
    ['/a?q=1 true'],
  ],
  ['it, whatever the hash', '/a#x', ['/a', '/a#y', '#z'], ['/a page', '/a#y page']],
  ['it, several times', '/a', ['/a', '/a'], ['/a page', '/a page']],
  ['none of other origins', '/a', ['https://example.org/a', 'mailto:a@b'], []],
  ['none that led to the last one', '/b', ['<a href="/" aria-current="page">home</a>', '/b'], ['/b page']],
  [
    'only those whose mark says page',
    '/b',
    ['<a href="/x" aria-current="step">x</a>', '<p aria-current="page">p</p>', '/b'],
    ['/x step', 'null page', '/b page'],
  ],
])('links to a page that pushUrl shows are %s', async (_title, to, links, wanted) => {
  expect(await current(to, links)).toEqual(wanted)
})

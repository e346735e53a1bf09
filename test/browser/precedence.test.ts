import { expect, test } from 'vitest'
import { action, type ElementsOptions, elements } from '../../server/index.js'
import { useApp } from './app.js'
import { act } from './page.js'

const open = useApp()

/** What the item, `ctx.hyper` and the call say of where markup goes. */
interface Said {
  item?: ElementsOptions
  queued?: ElementsOptions
  call?: ElementsOptions
}

/** The elements of a page, by their ids, once markup has gone where they say. */
async function after(markup: string, { item, queued = {}, call }: Said): Promise<string[]> {
  const { page } = await open({
    body: `<main id="root" x-data>${['a', 'b', 'c', 'd'].map((id) => `<p id="${id}">old</p>`).join('')}</main>`,
    actions: {
      go: action((ctx) => {
        if (queued.target) ctx.hyper.target(queued.target)
        if (queued.swap) ctx.hyper.swap(queued.swap)
        return elements(markup, item)
      }),
    },
  })
  expect(await act(page, '#root', 'go', {}, { ...call })).toMatchObject({ ok: true, problems: [] })
  return page.evaluate(() => ['a', 'b', 'c', 'd'].map((id) => document.querySelector(`#${id}`)?.innerHTML ?? ''))
}

const inner = { swap: 'inner' } as const
const append = { swap: 'append' } as const

test.each<[string, string, Said, string[]]>([
  ['the item', 'new', { item: { target: '#a', ...inner }, queued: { target: '#b' }, call: { target: '#c' } }, ['new']],
  ['ctx.hyper', 'new', { item: inner, queued: { target: '#b' }, call: { target: '#c' } }, ['old', 'new']],
  ['the call', 'new', { item: inner, call: { target: '#c' } }, ['old', 'old', 'new']],
  ['its id, rather than of the call', '<p id="d">new</p>', { call: { target: '#c' } }, ['old', 'old', 'old', 'new']],
])('the target of markup is that of %s', async (_title, markup, said, [a = 'old', b = 'old', c = 'old', d = 'old']) => {
  expect(await after(markup, said)).toEqual([a, b, c, d])
})

test.each<[string, Said, string]>([
  ['the item', { item: { target: '#a', ...append }, queued: inner, call: inner }, 'oldnew'],
  ['ctx.hyper', { item: { target: '#a' }, queued: append, call: inner }, 'oldnew'],
  ['the call', { item: { target: '#a' }, call: append }, 'oldnew'],
  ['the default, which is outer', { item: { target: '#a' } }, ''],
])('the swap of markup is that of %s', async (_title, said, wanted) => {
  expect((await after('new', said))[0]).toBe(wanted)
})

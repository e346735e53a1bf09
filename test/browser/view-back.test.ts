import { expect, onTestFinished, test } from 'vitest'
import { createHub, view } from '../../server/index.js'
import { useApp } from './app.js'
import { state } from './page.js'

const open = useApp({ backForwardCache: true })

test('a page that is put aside and comes back finds its view', async () => {
  const hub = createHub()
  onTestFinished(() => hub.close({ drain: 0 }))
  const notes: string[] = []
  const room = view({
    state: () => ({ n: 0 }),
    connect(view) {
      notes.push('connect')
      view.subscribe('room')
    },
    info: (view) => void view.n++,
    disconnect: (_view, reason) => void notes.push(reason),
  })
  const { page } = await open({
    body: '<main id="root" x-data="{ n: -1 }" x-live="/live"></main><a href="/other">other</a>',
    script: `addEventListener('pageshow', ({ persisted }) => { window.isBack = persisted })`,
    context: {},
    hyper: { hub },
    routes(router) {
      router.get('/live', hub.live({ view: room }))
      router.get('/other', (ctx) => {
        ctx.body = '<!doctype html><link rel="icon" href="data:,"><h1>Other</h1>'
      })
    },
  })
  const shows = (n: number) => expect.poll(async () => (await state(page))['root']).toEqual({ n })
  await shows(0)
  await page.click('a')
  await page.waitForURL('**/other')
  await expect.poll(() => hub.connections()).toEqual([])
  await hub.tell('room', null)
  await page.evaluate('void setTimeout(() => history.back())')
  await page.waitForURL(({ pathname }) => pathname === '/', { waitUntil: 'commit' })
  await page.waitForFunction('window.isBack')
  await shows(1)
  expect(notes).toEqual(['connect'])
})

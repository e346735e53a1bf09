import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { useApp } from './app.js'

const open = useApp()

/** Another origin, which lets everybody read what looks like an answer of ours. */
async function startForeign() {
  const server = createServer(({ headers }, res) => {
    res.writeHead(200, {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': headers['access-control-request-headers'] ?? '*',
      'Access-Control-Expose-Headers': 'Hyper-Answer, Hyper-Heartbeat',
      'Content-Type': 'text/event-stream',
      'Hyper-Answer': '1',
      'Hyper-Heartbeat': '15000',
    })
    const items = ['signals\ndata: {"values":{"n":"foreign"}}', 'end\nid: a.1\ndata: {}']
    res.end(items.map((item) => `event: ${item}\n\n`).join(''))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test.each([
  ['a call', '<button id="go" x-action="/out">go</button>'],
  ['a call with files', `<button id="go" x-action="/out({ file: new File(['a'], 'a') })">go</button>`],
  [
    'a live stream',
    '<button id="go" @click="isLive = true">go</button><template x-if="isLive"><p x-live="/out"></p></template>',
  ],
])('%s that is sent on to another origin is not answered by that', async (_title, markup) => {
  const foreign = await startForeign()
  let sent = 0
  const { page } = await open({
    body: `<main id="root" x-data="{ n: 'ours', isLive: false }">${markup}<output x-text="n"></output></main>`,
    plugin: 'retry: 0',
    context: {},
    expectErrors: /./,
    routes(router) {
      router.all('/out', (ctx) => {
        sent++
        // as what stands before hyper() would
        ctx.respond = false
        ctx.res.writeHead(307, { Location: foreign }).end()
      })
    },
  })
  await page.click('#go')
  await expect.poll(() => sent).toBeGreaterThan(0)
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
  // a stream that was not refused would have brought all by the time that it comes again
  if (markup.includes('x-live')) await expect.poll(() => sent).toBeGreaterThan(1)
  expect(await page.textContent('output')).toBe('ours')
})

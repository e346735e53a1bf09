import { text } from 'node:stream/consumers'
import { build } from 'esbuild'
import type { Page } from 'playwright'
import { beforeAll, expect, test } from 'vitest'
import type { send } from '../../plugin/upload.js'
import { type Action, action, toast } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { gate } from './page.js'

declare const upload: { send: typeof send }

interface Given {
  status: number
  text: string
  url: string
  redirected: boolean
  hyper: string | null
  shares: number[]
  error: string
}

const open = useApp()
let script: string

beforeAll(async () => {
  const options = { bundle: true, write: false, format: 'iife', globalName: 'upload' } as const
  const { outputFiles } = await build({ entryPoints: ['plugin/upload.ts'], ...options })
  script = `var ${outputFiles[0]?.text.replace(/^"use strict";\s*var /, '')}`
})

function openWith(go: Action, options: Partial<AppOptions> = {}) {
  return open({ body: '', actions: { go }, script, ...options })
}

/** Sends a file of `size` letters, and gives what came of it. */
function sendFile(
  page: Page,
  { path = '/', size = 10, abortAt = 2 }: { path?: string; size?: number; abortAt?: number } = {},
): Promise<Partial<Given>> {
  return page.evaluate(
    async ({ path, size, abortAt }) => {
      const request = new Request(path, { method: 'POST', headers: { 'Hyper-Call': 'c', 'Hyper-Action': 'go' } })
      const files = new FormData()
      files.append('file', new File(['x'.repeat(size)], 'a.txt', { type: 'text/plain' }))
      const shares: number[] = []
      const controller = new AbortController()
      const progress = (share: number) => {
        shares.push(share)
        if (share >= abortAt) controller.abort()
      }
      try {
        const response = await upload.send(request, files, { Accept: 'text/event-stream' }, progress, controller.signal)
        const { status, url, redirected, headers } = response
        const text = await response.text()
        return { status, text, url, redirected, hyper: headers.get('Hyper-Answer'), shares }
      } catch (error) {
        return { error: `${(error as Error).name}`, shares }
      }
    },
    { path, size, abortAt },
  )
}

test('a form is sent, and its progress told up to the end', async () => {
  const go = action({ files: { store: ({ stream }) => text(stream), bytes: 9e7 } }, (ctx, { file }) => {
    return { size: String(file).length, accept: ctx.get('Accept') }
  })
  const { page, url } = await openWith(go)
  const { shares = [], text: answer, ...rest } = await sendFile(page, { size: 20_000_000 })
  expect(rest).toEqual({ status: 200, url: `${url}/`, redirected: false, hyper: '1' })
  expect(answer).toContain('"size":20000000,"accept":"text/event-stream"')
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
  expect(shares.length).toBeGreaterThan(1)
  expect(shares.at(-1)).toBe(1)
})

test('items of a streamed answer arrive as they are sent, whatever characters they have', async () => {
  const seen = gate()
  const go = action(async function* () {
    yield { first: '日本 😀' }
    await seen.opened
    yield { second: 2 }
  })
  const { page } = await openWith(go)
  await page.exposeFunction('seen', seen.open)
  const read = await page.evaluate(async () => {
    const request = new Request('/', { method: 'POST', headers: { 'Hyper-Call': 'c', 'Hyper-Action': 'go' } })
    const files = new FormData()
    files.append('a', '1')
    const response = await upload.send(request, files, {}, () => {}, new AbortController().signal)
    const reader = (response.body as ReadableStream).pipeThrough(new TextDecoderStream()).getReader()
    let all = ''
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      all += step.value
      if (all.includes('first')) await (globalThis as unknown as { seen(): Promise<void> }).seen()
    }
    return all
  })
  expect(read).toMatch(/日本 😀.*second.*event: end/s)
})

test('bytes stay what they are', async () => {
  const go = action((ctx) => {
    ctx.attachment('a.bin')
    ctx.body = Buffer.from([0, 255, 128, 10, 13])
  })
  const { page } = await openWith(go)
  const bytes = await page.evaluate(async () => {
    const request = new Request('/', { method: 'POST', headers: { 'Hyper-Call': 'c', 'Hyper-Action': 'go' } })
    const response = await upload.send(request, new FormData(), {}, () => {}, new AbortController().signal)
    return [...new Uint8Array(await response.arrayBuffer())]
  })
  expect(bytes).toEqual([0, 255, 128, 10, 13])
})

test('an answer of 204 has no body', async () => {
  const { page } = await openWith(action(() => {}))
  expect(await sendFile(page)).toMatchObject({ status: 204, text: '' })
})

test('a redirect is followed, and told', async () => {
  const { page, url } = await openWith(
    action(() => {}),
    {
      routes: (router) => {
        router.post('/from', (ctx) => {
          // as a proxy would, past hyper()
          ctx.respond = false
          ctx.res.writeHead(302, { Location: '/to' }).end()
        })
        const there = action({ method: 'GET' }, (ctx) => {
          ctx.body = 'there'
        })
        router.get('/to', there)
      },
    },
  )
  expect(await sendFile(page, { path: '/from' })).toMatchObject({ redirected: true, url: `${url}/to`, text: 'there' })
})

test('aborting stops the upload, here and on the server', async () => {
  const aborted = gate()
  let ran = false
  const go = action(
    {
      files: {
        bytes: 9e7,
        async store({ stream, abortSignal }) {
          abortSignal.addEventListener('abort', aborted.open)
          return text(stream)
        },
      },
    },
    () => {
      ran = true
    },
  )
  const { page } = await openWith(go)
  const { error, shares = [] } = await sendFile(page, { size: 80_000_000, abortAt: 0.01 })
  expect(error).toBe('AbortError')
  expect(shares.at(-1)).toBeLessThan(1)
  await aborted.opened
  expect(ran).toBe(false)
})

test('without an answer, and with one that is cut, it fails as fetch does', async () => {
  const headers = gate()
  const go = action(async function* (ctx) {
    yield toast('one')
    await headers.opened
    ctx.req.socket.destroy()
    await new Promise(() => {})
  })
  const { page } = await openWith(go, {
    expectErrors: /ERR_/,
    routes: (router) => void router.post('/gone', (ctx) => void ctx.req.socket.destroy()),
  })
  void page.waitForEvent('response').then(headers.open)
  expect(await sendFile(page)).toMatchObject({ error: 'TypeError' })
  expect(await sendFile(page, { path: '/gone' })).toMatchObject({ error: 'TypeError' })
})

test.each(['send', 'fetch'])('%s sees the answer to an upload that is refused while it is sent', async (way) => {
  const go = action({ files: { types: ['image/*'], bytes: 9e7, store: 'disk' } }, () => {})
  const { page } = await openWith(go, { expectErrors: /415/ })
  for (const size of [1_000_000, 20_000_000, 60_000_000]) {
    const given =
      way === 'send'
        ? await sendFile(page, { size })
        : await page.evaluate(async (size) => {
            const body = new FormData()
            body.append('file', new File(['x'.repeat(size)], 'a.png', { type: 'image/png' }))
            const headers = { 'Hyper-Call': 'c', 'Hyper-Action': 'go' }
            const response = await fetch('/', { method: 'POST', headers, body })
            return { status: response.status, text: await response.text() }
          }, size)
    expect([size, given]).toMatchObject([size, { status: 415, text: expect.stringContaining('Only image/*') }])
  }
})

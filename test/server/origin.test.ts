import { expect, test } from 'vitest'
import { action, toast } from '../../server/index.js'
import { serve } from './serve.js'

const actions = {
  go: action(() => toast('ran')),
  read: action({ method: 'GET' }, () => toast('ran')),
}

/** The status of a call with these headers; `HOST` stands for the server's own host. */
async function statusOf(headers: Record<string, string>, method = 'POST', origins: string[] = []): Promise<number> {
  const { call, port } = await serve({ actions, hyper: { origins } })
  const sent = Object.entries(headers).map(([name, value]) => [name, value.replace('HOST', `localhost:${port}`)])
  return (await call('/', { action: method === 'GET' ? 'read' : 'go', method, headers: Object.fromEntries(sent) }))
    .status
}

test.each<[Record<string, string>, number]>([
  [{}, 200],
  [{ 'Sec-Fetch-Site': 'same-origin' }, 200],
  [{ 'Sec-Fetch-Site': 'same-origin', Origin: 'http://HOST' }, 200],
  [{ 'Sec-Fetch-Site': 'none' }, 200],
  [{ 'Sec-Fetch-Site': 'same-site' }, 403],
  [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
  [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'http://HOST' }, 403],
  [{ 'Sec-Fetch-Site': 'anything' }, 403],
  [{ 'Sec-Fetch-Site': 'same-origin, cross-site' }, 403],
  [{ Origin: 'http://HOST' }, 200],
  [{ Origin: 'https://HOST' }, 200],
  [{ Origin: 'https://evil.example' }, 403],
  [{ Origin: 'http://HOST.evil.example' }, 403],
  [{ Origin: 'http://evil.example/HOST' }, 403],
  [{ Origin: 'http://HOST@evil.example' }, 403],
  [{ Origin: 'http://localhost' }, 403],
  [{ Origin: 'http://localhost:1' }, 403],
  [{ Origin: 'chrome-extension://abc' }, 403],
  [{ Origin: 'HOST' }, 403],
  [{ Origin: 'null' }, 200],
  [{ Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }, 403],
  [{ Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }, 200],
])('a call with %j is %i, by POST and by GET', async (headers, status) => {
  expect(await statusOf(headers)).toBe(status)
  expect(await statusOf(headers, 'GET')).toBe(status)
})

test.each<[Record<string, string>, number]>([
  [{}, 303],
  [{ 'Sec-Fetch-Site': 'same-origin' }, 303],
  [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
  [{ Origin: 'https://evil.example' }, 403],
  [{ Origin: 'null' }, 403],
  [{ Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }, 303],
])('a form without JavaScript with %j is %i', async (headers, status) => {
  const { plain } = await serve({ actions })
  const body = new URLSearchParams({ _action: 'go' })
  expect((await plain('/', { method: 'POST', body, headers })).status).toBe(status)
})

test('origins that are named may call, exactly as named', async () => {
  const origins = ['https://admin.example']
  const site = { 'Sec-Fetch-Site': 'cross-site' }
  expect(await statusOf({ ...site, Origin: 'https://admin.example' }, 'POST', origins)).toBe(200)
  expect(await statusOf({ ...site, Origin: 'http://admin.example' }, 'POST', origins)).toBe(403)
  expect(await statusOf({ ...site, Origin: 'https://admin.example.evil' }, 'POST', origins)).toBe(403)
  expect(await statusOf(site, 'POST', origins)).toBe(403)
})

test('every unsafe request from elsewhere is refused, whatever would have answered it', async () => {
  let ran = false
  const { plain } = await serve({
    routes: (router) =>
      router.all('/own', (ctx) => {
        ran = true
        ctx.body = 'own'
      }),
  })
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const response = await plain('/own', { method, headers: { 'Sec-Fetch-Site': 'cross-site' } })
    expect(response.status).toBe(403)
  }
  expect(ran).toBe(false)
})

test('a link from elsewhere opens the page', async () => {
  const { plain } = await serve({ actions })
  const response = await plain('/', { headers: { 'Sec-Fetch-Site': 'cross-site' } })
  expect(await response.text()).toBe('<p>page</p>')
})

test('the refusal says where the request came from, and which option would let it in', async () => {
  const { call, plain } = await serve({ actions })
  const text = async (headers: Record<string, string>) => (await plain('/', { method: 'POST', headers })).text()
  expect(await text({ Origin: 'https://evil.example' })).toBe(
    'POST / came from https://evil.example; hyper({ origins }) names those that may',
  )
  expect(await text({ 'Sec-Fetch-Site': 'same-site' })).toContain('a page that is same-site to this one')
  expect((await call('/', { action: 'go', headers: { Origin: 'https://evil.example' } })).status).toBe(403)
})

test('what comes from elsewhere runs no hook, counts for no limit, and takes no toasts', async () => {
  const ran: string[] = []
  const go = action(
    {
      use: (_ctx, next) => {
        ran.push('hook')
        return next()
      },
      limit: { calls: 1, per: 60_000 },
    },
    () => void ran.push('handler'),
  )
  const { call } = await serve({ actions: { go } })
  const foreign = { action: 'go', headers: { 'Sec-Fetch-Site': 'cross-site', Cookie: 'hyper-toasts=W10' } }
  for (const options of [foreign, { ...foreign, data: { _only: 'a' } }]) {
    const { status, headers } = await call('/', options)
    expect([status, headers.getSetCookie()]).toEqual([403, []])
  }
  expect(ran).toEqual([])
  expect((await call('/', { action: 'go' })).status).toBe(204)
})

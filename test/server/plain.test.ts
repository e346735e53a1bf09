import { expect, test } from 'vitest'
import { z } from 'zod'
import { action, actions, elements, errors, type Returned, redirect, toast } from '../../server/index.js'
import { type AppOptions, type Served, serve } from './serve.js'

const body = (fields: Record<string, string> = {}) => new URLSearchParams({ _action: 'go', ...fields })

const post = (fields?: Record<string, string>, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body: body(fields),
  headers,
})

function site(returned: () => Returned, options: AppOptions = {}): Promise<Served> {
  return serve({ actions: { go: action(returned) }, ...options })
}

async function outcome(response: Response): Promise<[number, string | null]> {
  return [response.status, response.headers.get('Location')]
}

test('the form’s field _action names the action, which does not get it as input', async () => {
  const seen: unknown[] = []
  const { plain } = await serve({ actions: { go: action((_ctx, data) => void seen.push(data)) } })
  await plain('/', post({ title: 'Grüße', n: '1' }))
  const form = new FormData()
  form.append('_action', 'go')
  form.append('title', 'multi')
  await plain('/', { method: 'POST', body: form })
  expect(seen).toEqual([{ title: 'Grüße', n: '1' }, { title: 'multi' }])
})

test('success answers 303, back to the page it came from', async () => {
  const { plain, url } = await site(() => toast('Saved'))
  expect(await outcome(await plain('/', post()))).toEqual([303, '/'])
  expect(await outcome(await plain('/?page=2', post()))).toEqual([303, '/?page=2'])
  const referred = (Referer: string) => plain('/', post({}, { Referer }))
  expect(await outcome(await referred(`${url}/list?q=a%20b#x`))).toEqual([303, '/list?q=a%20b'])
  expect(await outcome(await referred('https://evil.example/x'))).toEqual([303, '/'])
  expect(await outcome(await referred('no url'))).toEqual([303, '/'])
})

test.each(['//evil.example/', '/\\evil.example', '///evil.example', '//evil.example//..'])(
  'back never leads from %s to another origin',
  async (path) => {
    const { raw, port } = await serve({ inside: (app) => void app.use(action(() => toast('x'))) })
    const to = async (path: string, headers = '') => {
      const head = `POST ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 0\r\nConnection: close\r\n`
      const [, location = ''] = (await raw(`${head}${headers}\r\n`)).match(/^Location: (.*)\r$/m) ?? []
      return new URL(location, `http://localhost:${port}/`).host
    }
    expect(await to(path)).toBe(`localhost:${port}`)
    expect(await to('/', `Referer: http://localhost:${port}${path}\r\n`)).toBe(`localhost:${port}`)
  },
)

test('success with a redirect item leads to its URL, and stops there', async () => {
  let after = false
  const { plain } = await site(function* () {
    yield toast('x')
    yield redirect('/done')
    after = true
  })
  expect(await outcome(await plain('/', post()))).toEqual([303, '/done'])
  expect(after).toBe(false)
})

test.each(['//evil.example', '/\\evil.example', 'http:evil.example', 'https://evil.example/'])(
  'a redirect item to %s is refused unless it says external',
  async (url) => {
    const { plain, failures } = await site(() => redirect(url))
    const response = await plain('/', post())
    expect(response.status).toBe(500)
    expect(response.headers.get('Location')).toBeNull()
    expect(failures()).toHaveLength(1)
  },
)

test('an external redirect item leads there', async () => {
  const { plain } = await site(() => redirect('https://id.example/auth', { external: true }))
  expect(await outcome(await plain('/', post()))).toEqual([303, 'https://id.example/auth'])
})

test('a redirect URL cannot add a header', async () => {
  const { plain } = await site(() => redirect('/x\r\nSet-Cookie: a=1'))
  const response = await plain('/', post())
  expect(await outcome(response)).toEqual([303, '/x%0D%0ASet-Cookie:%20a=1'])
  expect(response.headers.get('Set-Cookie')).toBeNull()
})

test('ctx.redirect leads where it says, whatever is returned beside it', async () => {
  for (const returned of [undefined, toast('x')]) {
    const { plain } = await serve({
      actions: {
        go: action((ctx) => {
          ctx.redirect('/own')
          return returned
        }),
      },
    })
    const [status, to] = await outcome(await plain('/', post()))
    expect([302, 303]).toContain(status)
    expect(to).toBe('/own')
  }
})

test('a handler that sets ctx.body answers with it', async () => {
  const { plain } = await serve({
    actions: {
      go: action((ctx) => {
        ctx.body = '<h1>Done</h1>'
      }),
    },
  })
  const response = await plain('/', post())
  expect([response.status, await response.text()]).toEqual([200, '<h1>Done</h1>'])
})

const input = z.object({ email: z.string().regex(/@/, 'No address'), name: z.string().min(1, 'Missing') })

/** A page that renders its form again, with what was wrong and what had been typed. */
const page: AppOptions['routes'] = (router) =>
  router.all('/join', actions({ go: action({ input }, () => redirect('/joined')) }), (ctx) => {
    ctx.body = { errors: ctx.hyper.errors, values: ctx.hyper.values }
  })

test('a refused input lets the page render itself, with status 422, the errors and the values', async () => {
  const { plain } = await serve({ routes: page })
  const response = await plain('/join', post({ email: 'ann', name: '' }))
  expect(response.status).toBe(422)
  expect(await response.json()).toEqual({
    errors: { email: ['No address'], name: ['Missing'] },
    values: { email: 'ann', name: '' },
  })
  expect(await outcome(await plain('/join', post({ email: 'a@b', name: 'Ann' })))).toEqual([303, '/joined'])
})

test('a page of several forms learns which of them was refused', async () => {
  const { plain } = await serve({
    routes: (router) =>
      router.all('/join', actions({ go: action({ input }, () => {}), other: action({ input }, () => {}) }), (ctx) => {
        ctx.body = ['go', 'other', 'constructor'].map((name) => ctx.hyper.refused(name) ?? null)
      }),
  })
  const refusal = { errors: { email: ['No address'] }, values: { email: 'ann', name: 'A' } }
  const answer = async (init?: RequestInit) => (await plain('/join', init)).json()
  expect(await answer()).toEqual([null, null, null])
  expect(await answer(post({ email: 'ann', name: 'A' }))).toEqual([refusal, null, null])
  const other = body({ _action: 'other', email: 'ann', name: 'A' })
  expect(await answer({ method: 'POST', body: other })).toEqual([null, refusal, null])
})

test('errors that the handler returns do the same', async () => {
  const { plain } = await serve({
    routes: (router) =>
      router.post(
        '/join',
        action((_ctx, { email }) => [elements('<p>x</p>', {}), errors({ email: `${email} is taken` })]),
        (ctx) => {
          ctx.body = { errors: ctx.hyper.errors, values: ctx.hyper.values }
        },
      ),
  })
  const response = await plain('/join', post({ email: 'ann' }))
  expect(response.status).toBe(422)
  expect(await response.json()).toEqual({ errors: { email: ['ann is taken'] }, values: { email: 'ann' } })
})

test('a refused input on a route without a page is 422', async () => {
  const { plain } = await serve({
    routes: (router) =>
      router.post(
        '/join',
        action({ input }, () => {}),
      ),
  })
  expect((await plain('/join', post({ email: 'ann' }))).status).toBe(422)
})

test('an unknown _action is 404, and a wrong method 405', async () => {
  const { plain } = await serve({
    actions: { go: action(() => {}), put: action({ method: 'PUT' }, () => {}) },
  })
  for (const name of ['unknown', 'constructor', '__proto__', '']) {
    expect((await plain('/', { method: 'POST', body: body({ _action: name }) })).status).toBe(404)
  }
  const wrong = await plain('/', { method: 'POST', body: body({ _action: 'put' }) })
  expect([wrong.status, wrong.headers.get('Allow')]).toEqual([405, 'PUT'])
})

test('two _action fields name nothing', async () => {
  let ran = false
  const { plain } = await site(() => {
    ran = true
  })
  await plain('/', { method: 'POST', body: 'x', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })
  await plain('/', { method: 'POST', body: new URLSearchParams('_action=go&_action=go') })
  expect(ran).toBe(false)
})

test('_action in JSON names nothing', async () => {
  let ran = false
  const { plain } = await site(() => {
    ran = true
  })
  const headers = { 'Content-Type': 'application/json' }
  await plain('/', { method: 'POST', body: '{"_action":"go"}', headers })
  expect(ran).toBe(false)
})

test('a GET form’s fields are the input of a route, and success leads back', async () => {
  const seen: unknown[] = []
  const { plain, url } = await serve({
    routes: (router) =>
      router.get(
        '/add',
        action((_ctx, data) => void seen.push(data)),
      ),
  })
  expect(await outcome(await plain('/add?n=1&tag[]=x', { headers: { Referer: `${url}/` } }))).toEqual([303, '/'])
  expect(seen).toEqual([{ n: '1', tag: ['x'] }])
  expect((await plain('/add')).status).toBe(204)
  expect((await plain('/add', { headers: { Referer: `${url}/add` } })).status).toBe(204)
})

test('a throw is Koa’s own error, once', async () => {
  const { plain, failures } = await site(async function* () {
    yield toast('x')
    throw new Error('secret')
  })
  const response = await plain('/', post())
  expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error'])
  expect(failures()).toHaveLength(1)
})

test('a generator runs to its end', async () => {
  let ended = false
  const { plain } = await site(async function* () {
    yield toast('a')
    yield [elements(Promise.reject(new Error('never written')))]
    ended = true
  })
  expect((await plain('/', post())).status).toBe(303)
  expect(ended).toBe(true)
})

test('a form past the widest limit of the page’s actions is 413', async () => {
  const { plain } = await serve({
    hyper: { limits: { bytes: 50 } },
    actions: { go: action({ limits: { bytes: 500 } }, () => {}), other: action(() => {}) },
  })
  expect((await plain('/', post({ text: 'x'.repeat(400) }))).status).toBe(303)
  expect((await plain('/', post({ text: 'x'.repeat(600) }))).status).toBe(413)
})

test('a form without JavaScript is held to the same limits and keys as a call', async () => {
  let ran = false
  const { plain } = await serve({
    hyper: { limits: { fields: 5 } },
    actions: {
      go: action(() => {
        ran = true
      }),
    },
  })
  const status = async (fields: [string, string][]) =>
    (await plain('/', { method: 'POST', body: new URLSearchParams([['_action', 'go'], ...fields]) })).status
  expect(await status([['__proto__', 'x']])).toBe(400)
  expect(await status([['a.__proto__.b', 'x']])).toBe(400)
  expect(await status(Array.from({ length: 6 }, (_, index) => [`f${index}`, 'x']))).toBe(413)
  expect(await status(Array.from({ length: 6 }, () => ['f', 'x']))).toBe(413)
  expect(ran).toBe(false)
})

test('a form with two fields _action names nothing, and is told so', async () => {
  const { plain } = await serve({ actions: { go: action(() => {}) } })
  const response = await plain('/', { method: 'POST', body: new URLSearchParams('_action=go&_action=stop') })
  expect(response.status).toBe(404)
  expect(await response.text()).toContain('no action is named "go,stop"')
})

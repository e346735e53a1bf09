import { describe, expect, test } from 'vitest'
import { action, type ElementsOptions, elements, toast } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { act, state } from './page.js'

const open = useApp()

const enforced = "require-trusted-types-for 'script'"

/** Opens a page under a policy, which notes the Trusted Types policies that are made. */
function openUnder(policy: string, options: Partial<AppOptions>) {
  return open({
    alpine: 'csp',
    body: '',
    script: `
      window.policies = []
      const { createPolicy } = TrustedTypePolicyFactory.prototype
      TrustedTypePolicyFactory.prototype.createPolicy = function (name, rules) {
        policies.push(name)
        return createPolicy.call(this, name, rules)
      }`,
    ...options,
    routes: (_router, app) => {
      app.use(async (ctx, next) => {
        await next()
        ctx.append('Content-Security-Policy', policy)
      })
    },
  })
}

const markups: [title: string, markup: string, options: ElementsOptions, shown: string][] = [
  ['a morph', '<p id="p" :class="n">new</p>', {}, '<p id="p" :class="n">new</p>'],
  ['rows of a table', '<tr id="r"><td>new</td></tr>', {}, '<tr id="r"><td>new</td></tr>'],
  ['SVG, told by its place', '<circle r="9"></circle>', { target: '#g', swap: 'inner' }, '<circle r="9"></circle>'],
  ['plain idiomorph', '<p id="p">new</p>', { swap: 'idiomorph' }, '<p id="p">new</p>'],
  ['what comes behind another', '<b>new</b>', { target: '#p', swap: 'after' }, '<b>new</b>'],
  [
    'all of a page',
    '<!doctype html><html><body><p id="p">new</p></body><!-- end --></html>',
    { select: '#p' },
    '<p id="p">new</p>',
  ],
  ['a frame’s own document', '<iframe id="f" srcdoc="new"></iframe>', {}, 'srcdoc="new"'],
]

describe.each([enforced, `${enforced}; trusted-types alpine-hyper`])('under %s', (policy) => {
  test.each(markups)('%s goes in', async (_title, markup, options, shown) => {
    const { page } = await openUnder(policy, {
      actions: { go: action(() => elements(markup, options)) },
      body: `<main id="root" x-data="{ n: 'c' }"><p id="p">old</p><table><tbody><tr id="r"><td>old</td></tr></tbody></table>
        <svg><g id="g"></g></svg><iframe id="f" srcdoc="old"></iframe></main>`,
    })
    expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
    expect((await page.innerHTML('#root')).replace(' class="c"', '')).toContain(shown)
  })

  test('the policy is made when the first markup comes, and once', async () => {
    const { page } = await openUnder(policy, {
      actions: {
        count: action((_ctx, { n }) => [{ n: Number(n) + 1 }, toast('Counted')]),
        show: action(() => elements('<p id="p">new</p>')),
      },
      body: '<main id="root" x-data="{ n: 1 }"><p id="p">old</p></main><div x-toasts></div>',
    })
    await act(page, '#root', 'count', { n: 1 })
    expect(await state(page)).toMatchObject({ root: { n: 2 } })
    expect(await page.evaluate('policies')).toEqual([])
    for (let i = 0; i < 2; i++) await act(page, '#root', 'show')
    expect(await page.evaluate('policies')).toEqual(['alpine-hyper'])
  })

  test('a page that has the plugin twice has one policy', async () => {
    const { page } = await openUnder(policy, {
      actions: { show: action(() => elements('<p id="p">new</p>')) },
      body: '<main id="root" x-data><p id="p">old</p></main>',
      head: ['/script.js', '/hyper.js', '/hyper.js', '/alpine.js']
        .map((src) => `<script defer src="${src}"></script>`)
        .join(''),
    })
    await act(page, '#root', 'show')
    expect(await page.textContent('#p')).toBe('new')
    expect(await page.evaluate('policies')).toEqual(['alpine-hyper'])
  })
})

test('a browser without Trusted Types takes markup as it is', async () => {
  const { page } = await open({
    actions: { show: action(() => elements('<p id="p">new</p>')) },
    body: '<main id="root" x-data><p id="p">old</p></main>',
    script: 'delete window.trustedTypes',
  })
  await act(page, '#root', 'show')
  expect(await page.evaluate(`'trustedTypes' in window`)).toBe(false)
  expect(await page.textContent('#p')).toBe('new')
})

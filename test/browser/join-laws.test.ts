import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useApp } from './app.js'
import { openLab } from './morph/lab.js'
import type { Sent } from './morph/sent.js'
import { state } from './page.js'

const open = useApp()

const name = fc.constantFrom('a', 'b', 'c', 'c.d', '$e')
const values = fc.dictionary(name, fc.oneof(fc.nat(3), fc.constant({ d: 1 }), fc.constant(null)), { maxKeys: 2 })
const markup = fc.oneof(
  fc.constantFrom('1', '2', '3').map((text) => `<li>${text}<b x-text="a"></b></li>`),
  fc.constantFrom('1', '2', '3').map((id) => `<li id="l${id}">${id}</li>`),
  fc.constantFrom('1', '2').map((id) => `<li><i id="i${id}" x-data="{ own: ${id} }" x-text="own"></i></li>`),
  fc.constantFrom(
    '<li>',
    '<li><b>1',
    '</b><li>2</li>',
    '<li a="></li>',
    'text',
    '<li></li><p>',
    '<p><b>x</p>',
    '<!--',
    '<p><ul></ul></p>',
  ),
)
/** An option would keep it from being joined. */
const plain = { strict: false }
const sent: fc.Arbitrary<Sent> = fc.oneof(
  { weight: 3, arbitrary: values.map((signals) => ({ signals })) },
  { weight: 12, arbitrary: markup.map((markup) => ({ ...plain, markup, target: '#list', swap: 'append' as const })) },
  { weight: 2, arbitrary: markup.map((markup) => ({ ...plain, markup, target: '#last', swap: 'before' as const })) },
  { weight: 1, arbitrary: markup.map((markup) => ({ ...plain, markup, target: '#list', swap: 'prepend' as const })) },
)

/** Enough to be joined. */
const many = Array.from({ length: 120 }, (): Sent => ({ signals: { $filler: 1 } }))

test('what comes with very much else gives the page that it gives by itself', async () => {
  const { page, send } = await openLab(open, '<main id="root" x-data="{ a: 1, b: 2, c: {} }"></main>', {
    expectErrors: /signal|item|target/,
  })
  await fc.assert(
    fc.asyncProperty(fc.array(sent, { minLength: 2, maxLength: 16 }), async (items) => {
      const shown = []
      for (const others of [[], many]) {
        await page.evaluate(`{
          document.querySelector('#root').outerHTML =
            '<main id="root" x-data="{ a: 1, b: 2, c: {} }"><ul id="list"></ul><hr id="last"></main>'
          Alpine.store('hyper').e = Alpine.store('hyper').filler = 0
        }`)
        await page.evaluate('settled()')
        await send(...others, { signals: { $filler: 1 } }, ...items)
        shown.push([await page.innerHTML('#root'), await state(page)])
      }
      expect(shown[1]).toEqual(shown[0])
    }),
    { numRuns: 200 },
  )
  // the last of the random pages may have an id twice, in both ways alike
  await page.evaluate(`document.querySelector('#root').replaceChildren()`)
})

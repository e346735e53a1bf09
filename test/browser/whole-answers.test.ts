import { expect, test } from 'vitest'
import { action, elements, signals } from '../../server/index.js'
import { useApp } from './app.js'
import { tools } from './morph/tools.js'
import { act } from './page.js'

const open = useApp()

/** The number as the signal has it, and as the markup has it. */
const body = (padding = '') =>
  `<main id="root" x-data="{ n: 0 }" x-effect="note(n, 'effect')"><b id="s" x-text="n"></b>${markup(0, padding)}</main>`
const markup = (n: number, padding = '') =>
  `<section id="m"><b id="t">${n}</b><i x-text="n"></i>${padding}<template x-if="n % 2"><u x-init="note(n, 'init')"></u></template></section>`
/**
 * Notes both at each effect, when a change of the tree is over, and at each frame.
 * Within the task of an answer the tree is under way, and nothing of it can be seen.
 */
const watching = `${tools}
  window.halves = []
  window.seen = new Set()
  window.note = (n, when) => {
    const told = text('#t')
    seen.add(Number(told))
    if (told !== undefined && String(n) !== told) halves.push([when, n, told])
  }
  const look = (when) => {
    if (!$('#t')) return
    note($('#s').textContent, when)
    note($('#m i').textContent, when + ', new')
  }
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => look('mutation')
  document.addEventListener('alpine:initialized', () => {
    new MutationObserver(() => port2.postMessage(0)).observe($('#root'), { subtree: true, childList: true, characterData: true, attributes: true })
    const frame = () => { look('frame'); requestAnimationFrame(frame) }
    frame()
  })`

const pair = (n: number, order: string, padding = '') => {
  const both = [signals({ n }), elements(markup(n, padding), { target: '#m' })]
  return order === 'signals first' ? both : both.reverse()
}

test.each(['signals first', 'markup first'])('an answer with both never shows half (%s)', async (order) => {
  const { page } = await open({
    body: body(),
    script: watching,
    actions: { go: action((_, { n }) => pair(Number(n), order)) },
  })
  for (let n = 1; n < 8; n++) {
    expect(await act(page, '#root', 'go', { n })).toMatchObject({ ok: true, problems: [] })
    await page.evaluate('framed()')
  }
  expect(await page.evaluate('halves')).toEqual([])
  expect(await page.textContent('#root i')).toBe('7')
  expect(await page.evaluate('seen.size')).toBe(8)
})

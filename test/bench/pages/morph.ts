import { Idiomorph } from 'idiomorph'
import { morph as morphlex } from 'morphlex'
import { amountOf, optionsFrom, type State, statesOf } from '../table.js'
import { answerCalls } from './answers.js'
import { alpine, expose, settled } from './measure.js'
import { actAsUser } from './user.js'

// Every engine has a page of its own, so that none warms up, or slows down, code that another one uses; the pages take
// turns. A table goes there and back between two states, so that each morph has as much to do as the last. What is
// measured is the way from a string of markup until the page is changed and Alpine has settled, without layout. Ours gets the string as it does in life, in the answer of a call, which makes it no faster.

const options = optionsFrom(new URLSearchParams(location.search))
const { engine } = options
const states = statesOf(options)
const answers = answerCalls()
let morphs = 0

const engines = {
  hyper: () => answers.call(),
  idiomorph: morphByIdiomorph,
  'live idiomorph': morphByIdiomorph,
  morphlex: (el: Element, html: string) => morphlex(el, html),
  'Alpine.morph': morphByAlpine,
  alpine: () => {},
}

function morphByIdiomorph(el: Element, html: string): void {
  Idiomorph.morph(el, html, { morphStyle: 'outerHTML' })
}

/** Its keys are what ids are to the others. */
function morphByAlpine(el: Element, html: string): void {
  const { morph } = alpine() as unknown as { morph(el: Element, html: string, options: object): void }
  morph(el, html, { key: (each: Element) => each.id })
}

const measures = {
  async morph(): Promise<number> {
    const check = options.kind === 'edited' ? await actAsUser() : undefined
    const state = states[++morphs % 2] as State
    const html = copyOf(state.html)
    answers.prepare({ markup: html, target: '#table', swap: 'outer' })
    const took = await timed(() => engines[engine](table(), html))
    checkRows(state)
    if (engine === 'hyper') check?.()
    return took
  },
  /** A call that reads what a morph would, and does nothing with it. */
  reading() {
    answers.prepare({ markup: copyOf((states[0] as State).html), target: '#table', swap: 'none' })
    return timed(answers.call)
  },
  /** A call whose answer has nothing in it. */
  empty() {
    answers.prepare()
    return timed(answers.call)
  },
}

/** A string of its own, as one that comes from a server is. */
function copyOf(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text))
}

async function timed(run: () => unknown): Promise<number> {
  await settled()
  const since = performance.now()
  await run()
  // Alpine's observer, its effects, and what these change in turn: each takes a microtask
  for (let i = 0; i < 10; i++) await null
  return performance.now() - since
}

function table(): Element {
  return document.querySelector('#table') as Element
}

function checkRows({ rows }: State): void {
  const shown = Array.from(table().querySelectorAll('tr'), ({ cells }) => `${textOf(cells[0])}: ${textOf(cells[2])}`)
  const wrong = rows.findIndex((row, index) => shown[index] !== `${row.id}: ${amountOf(row)}`)
  if (wrong >= 0 || shown.length !== rows.length)
    throw new Error(`After ${engine}, row ${wrong} of ${shown.length} is "${shown[wrong]}"`)
}

function textOf(cell: Element | undefined): string {
  return cell?.textContent ?? ''
}

if (engine === 'idiomorph' || engine === 'morphlex') Object.assign(window, { measures })
else expose(measures)

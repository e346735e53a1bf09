import type { Outcome } from '../../plugin/index.js'

declare const Alpine: {
  evaluate(el: Element | null, expression: string): unknown
  nextTick(): Promise<void>
  store(name: string): Record<string, unknown>
}

/** What is in a frame, and does the work there. */
declare const golden: {
  run(call: string, before: string): Promise<Run>
  normal(html: string): string
}

/** One call of a golden answer. */
export interface Run {
  /** Of the call. */
  id: string
  /** The outcome, and what the page shows. */
  shown: string
}

interface Wanted {
  call: string
  before: string
  times: number
}

/** Calls so many times, each time on a page as it was. */
export async function runTimes({ call, before, times }: Wanted): Promise<Run[]> {
  const runs: Run[] = []
  while (runs.length < times) runs.push(await golden.run(call, before))
  return runs
}

export const normal = (html: string) => golden.normal(html)

/** Makes a call, and forgets it: the page will be left. */
export function depart(call: string): void {
  Object.assign(window, { stayed: true })
  const [make] = Alpine.evaluate(document.querySelector('main'), '[$action]') as [(call: string) => Promise<Outcome>]
  void make(call)
}

/** Readies a frame. Only the text of this function gets there. */
export function install(data: string): void {
  /** HTML with the attributes of each element in the order of their names. */
  const normal = (html: string) => {
    const copy = document.createElement('template')
    copy.innerHTML = html
    for (const el of copy.content.querySelectorAll('*')) {
      const attributes = [...el.attributes].sort((one, other) => (one.name < other.name ? -1 : 1))
      for (const attribute of attributes) el.removeAttributeNode(attribute)
      for (const attribute of attributes) el.setAttributeNode(attribute)
    }
    return copy.innerHTML
  }
  const setUp = async (before: string) => {
    const main = document.createElement('main')
    main.setAttribute('x-data', data)
    main.innerHTML = before
    document.querySelector('main')?.replaceWith(main)
    for (const name of Object.keys(Alpine.store('hyper'))) delete Alpine.store('hyper')[name]
    document.title = 'Test'
    history.replaceState(null, '', '/')
    await Alpine.nextTick()
    return main
  }
  const run = async (call: string, before: string) => {
    const main = await setUp(before)
    const source = main.querySelector('#go') ?? main
    const [make] = Alpine.evaluate(source, '[$action]') as [(call: string) => Promise<Outcome>]
    let id = ''
    const note = ({ detail }: Event & { detail?: { call: { id: string } } }) => {
      id = detail?.call.id ?? ''
    }
    main.addEventListener('hyper:before', note)
    const { ok, status, problems } = await make(call)
    const shown = JSON.stringify({
      ok,
      status,
      problems: problems.map(({ code }) => code),
      markup: normal(main.innerHTML),
      title: document.title,
      path: location.pathname + location.search,
    })
    return { id, shown }
  }
  Object.assign(window, { golden: { run, normal } })
  // a retry waits by chance: for nothing, here
  Math.random = () => 0
}

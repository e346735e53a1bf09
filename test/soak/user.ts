import type { Outcome } from '../../plugin/index.js'

/** What the page shows, in its order. */
export interface Shown {
  count: number
  notes: string[]
  lines: string[]
  /** How many calls ended how. */
  ended: Record<string, number>
  /** Elements that are busy, disabled or loading. */
  busy: number
}

/** What the page can be told to do, as `user`. */
export interface User {
  /** Clicks so many times on each of the three buttons, as fast as their queues take it, and waits until all is over. */
  clickAll(times: number): Promise<void>
  look(): Shown
}

export function createUser(): User {
  /** How each call ended: `ok`, or the reason why not. */
  const ended: string[] = []
  addEventListener('hyper:after', (event) => {
    const { outcome } = (event as CustomEvent<{ outcome: Outcome }>).detail
    ended.push(outcome.ok && outcome.problems.length === 0 ? 'ok' : (outcome.reason ?? 'problems'))
  })
  return {
    async clickAll(times) {
      await Promise.all(['count', 'note', 'write'].map((id) => click(id, times)))
    },
    look: () => look(ended),
  }
}

/** A queue takes a hundred calls; a user does not wait for each. */
const most = 10

async function click(id: string, times: number): Promise<void> {
  const button = document.querySelector(`#${id}`) as HTMLButtonElement
  const field = button.form?.querySelector('input')
  let over = 0
  const wait = (count: number) =>
    new Promise<void>((resolve) => {
      const look = () => over >= count && resolve()
      button.closest('[x-data]')?.addEventListener('hyper:after', look)
      look()
    })
  button.closest('[x-data]')?.addEventListener('hyper:after', () => {
    over++
  })
  for (let done = 0; done < times; done++) {
    await wait(done - most)
    if (field) field.value = `${id} ${done}`
    button.click()
  }
  await wait(times)
}

function look(ended: readonly string[]): Shown {
  const texts = (id: string) => [...document.querySelectorAll(`#${id} li`)].map((li) => li.textContent ?? '')
  const counts: Record<string, number> = {}
  for (const how of ended) counts[how] = (counts[how] ?? 0) + 1
  return {
    count: Number(document.querySelector('output')?.textContent),
    notes: texts('notes'),
    lines: texts('lines'),
    ended: counts,
    busy: document.querySelectorAll('[aria-busy], [aria-disabled], [data-loading]').length,
  }
}

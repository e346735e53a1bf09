import type { Page } from 'playwright'
import { withPage } from './open.js'
import { compare, median, type Ratio } from './ratio.js'

const kinds = { signals: '10,000 signal events', rows: '10,000 appended rows, until they are shown' }

export const stream = {
  title: 'a stream of 10,000 events, against a reader by hand of the same bytes',
  run: () =>
    withPage('stream', async (page, url) => {
      const ratios: Ratio[] = []
      for (const [kind, name] of Object.entries(kinds)) {
        await page.goto(url)
        await page.waitForFunction('window.measures')
        ratios.push(await compareReaders(page, kind, name))
      }
      return ratios
    }),
}

async function compareReaders(page: Page, kind: string, name: string): Promise<Ratio> {
  const seen: Record<Who, Seen[]> = { ours: [], baseline: [] }
  const measure = (who: Who) => async (): Promise<number> => {
    await longestOf(page)
    const took: number = await page.evaluate(`measures.${who}('${kind}')`)
    seen[who].push({ inserted: await page.evaluate('measures.inserted()'), ...(await longestOf(page)) })
    return took
  }
  const both = { ours: measure('ours'), baseline: measure('baseline') }
  const ratio = await compare({ name, unit: 'ms', bar: 1.4, rounds: 20, ...both })
  const usual = (who: Who, what: keyof Seen) => median(seen[who].map((each) => each[what]))
  const note = (who: Who) =>
    `in the document after ${Math.round(usual(who, 'inserted'))} ms, longest script ${time(usual(who, 'script'))}, longest task ${time(usual(who, 'task'))}`
  // the layout of very many rows is one task of the browser, whoever adds them
  const holds = ratio.holds && usual('ours', 'script') === 0
  return { ...ratio, holds, note: `${note('ours')}; by hand: ${note('baseline')}` }
}

type Who = 'ours' | 'baseline'

/** Milliseconds; of a task and a script 0, if it took less than 50. */
interface Seen {
  /** Until all was in the document. */
  inserted: number
  task: number
  script: number
}

function longestOf(page: Page): Promise<Omit<Seen, 'inserted'>> {
  return page.evaluate('measures.longest()')
}

function time(milliseconds: number): string {
  return milliseconds ? `${Math.round(milliseconds)} ms` : 'under 50 ms'
}

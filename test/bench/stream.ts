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
  const inserted: Record<Who, number[]> = { ours: [], baseline: [] }
  const longest: Record<Who, Longest> = { ours: { task: 0, script: 0 }, baseline: { task: 0, script: 0 } }
  const measure = (who: Who) => async (): Promise<number> => {
    await longestOf(page)
    const took: number = await page.evaluate(`measures.${who}('${kind}')`)
    inserted[who].push(await page.evaluate('measures.inserted()'))
    const { task, script } = await longestOf(page)
    longest[who] = { task: Math.max(longest[who].task, task), script: Math.max(longest[who].script, script) }
    return took
  }
  const both = { ours: measure('ours'), baseline: measure('baseline') }
  const ratio = await compare({ name, unit: 'ms', bar: 1.4, rounds: 20, ...both })
  const of = (who: Who) =>
    `in the document after ${Math.round(median(inserted[who]))} ms, longest script ${time(longest[who].script)}, longest task ${time(longest[who].task)}`
  // the layout of very many rows is one task of the browser, whoever adds them
  return {
    ...ratio,
    holds: ratio.holds && longest.ours.script === 0,
    note: `${of('ours')}; by hand: ${of('baseline')}`,
  }
}

type Who = 'ours' | 'baseline'

/** Milliseconds; 0 if it took less than 50. */
interface Longest {
  task: number
  script: number
}

function longestOf(page: Page): Promise<Longest> {
  return page.evaluate('measures.longest()')
}

function time(milliseconds: number): string {
  return milliseconds ? `${Math.round(milliseconds)} ms` : 'under 50 ms'
}

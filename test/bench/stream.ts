import type { Page } from 'playwright'
import { withPage } from './open.js'
import { compare, type Ratio } from './ratio.js'

const kinds = { signals: '10,000 signal events', rows: '10,000 appended rows' }

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
  const longest = { ours: 0, baseline: 0 }
  const measure = (who: keyof typeof longest) => async (): Promise<number> => {
    await longestTask(page)
    const took: number = await page.evaluate(`measures.${who}('${kind}')`)
    longest[who] = Math.max(longest[who], await longestTask(page))
    return took
  }
  const both = { ours: measure('ours'), baseline: measure('baseline') }
  const ratio = await compare({ name, unit: 'ms', bar: 1.4, rounds: 20, ...both })
  const note = `longest task ${task(longest.ours)}, by hand ${task(longest.baseline)}`
  return { ...ratio, holds: ratio.holds && longest.ours === 0, note }
}

function longestTask(page: Page): Promise<number> {
  return page.evaluate('measures.longestTask()')
}

function task(milliseconds: number): string {
  return milliseconds ? `${Math.round(milliseconds)} ms` : 'under 50 ms'
}

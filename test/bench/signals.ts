import { withPage } from './open.js'
import { compare, type Ratio } from './ratio.js'

/** Rounds for each number of signals. */
const rounds = { 1: 60, 100: 60, 1000: 40, 10000: 16 }

export const signals = {
  title: 'signals of one answer onto bound nodes, against fetch, JSON.parse and Object.assign by hand',
  run: () =>
    withPage('signals', async (page, url) => {
      const ratios: Ratio[] = []
      for (const [size, count] of Object.entries(rounds)) {
        await page.goto(`${url}/?size=${size}`)
        await page.waitForFunction('window.measures')
        ratios.push(
          await compare({
            name: `${Number(size).toLocaleString('en')} signals`,
            unit: 'ms',
            bar: 1.1,
            rounds: count,
            ours: () => page.evaluate('measures.ours()'),
            baseline: () => page.evaluate('measures.baseline()'),
          }),
        )
      }
      return ratios
    }),
}

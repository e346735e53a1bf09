import { withPage } from './open.js'
import { compare } from './ratio.js'

export const clicks = {
  title: 'from a click to the changed text, without the time in fetch, against fetch and Alpine by hand',
  run: () =>
    withPage('clicks', async (page, url) => {
      await page.goto(url)
      await page.waitForFunction('window.measures')
      return [
        await compare({
          name: 'a click on +1',
          unit: 'ms',
          bar: 1.3,
          rounds: 200,
          ours: () => page.evaluate('measures.ours()'),
          baseline: () => page.evaluate('measures.baseline()'),
        }),
      ]
    }),
}

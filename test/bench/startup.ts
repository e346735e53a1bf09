import { withPage } from './open.js'
import { compare } from './ratio.js'

export const startup = {
  title: 'start-up of a page, plugin included, against plain Alpine',
  run: () =>
    withPage('startup', async (page, url) => {
      const measure = (path: string) => async (): Promise<number> => {
        await page.goto(url + path)
        await page.waitForFunction('window.took')
        return page.evaluate('took')
      }
      return [
        await compare({
          name: '1,000 x-action, against @click',
          unit: 'ms',
          bar: 1.2,
          rounds: 60,
          ours: measure('/action'),
          baseline: measure('/click'),
        }),
      ]
    }),
}

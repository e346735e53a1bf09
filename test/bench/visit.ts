import { withPages } from './open.js'
import { compare, type Ratio } from './ratio.js'

export const visit = {
  title: 'from the click to the other page, set up by Alpine; 200 components and 100 links',
  run: (): Promise<Ratio[]> =>
    withPages('visit', async (newPage, url) => {
      const open = async () => {
        const page = await newPage()
        await page.goto(`${url}/0`)
        await page.waitForFunction('window.measures')
        return page
      }
      const [ours, loaded, plain] = [await open(), await open(), await open()]
      let count = 0
      const next = () => `/${++count % 90}`
      const soft = (): Promise<number> => ours.evaluate(`measures.visit('${next()}')`)
      const rounds = 40
      return [
        await compare({
          name: 'a visit, against a full load',
          unit: 'ms',
          bar: 1,
          rounds,
          ours: soft,
          baseline: async () => {
            await loaded.goto(url + next())
            await loaded.waitForFunction('window.loaded')
            return loaded.evaluate('loaded')
          },
        }),
        await compare({
          name: 'a visit, against idiomorph by hand',
          unit: 'ms',
          bar: undefined,
          rounds,
          ours: soft,
          baseline: () => plain.evaluate(`measures.idiomorph('${next()}')`),
        }),
      ]
    }),
}

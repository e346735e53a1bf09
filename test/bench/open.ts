import type { Page } from 'playwright'
import { launch } from '../browser/chromium.js'
import { type Served, serve } from './serve.js'

/** Opens pages of one of the apps in Chromium, and closes all when `use` is done. An error on a page ends it. */
export async function withPages<T>(
  app: string,
  use: (newPage: () => Promise<Page>, url: string, served: Served) => Promise<T>,
): Promise<T> {
  const browser = await launch()
  const served = await serve(app)
  const { url, stop } = served
  let fail: (error: Error) => void = () => {}
  const failure = new Promise<never>((_, reject) => {
    fail = reject
  })
  const newPage = async () => {
    const page = await browser.newPage()
    page.on('pageerror', fail)
    page.on('console', (message) => {
      if (message.type() === 'error') fail(new Error(message.text()))
    })
    return page
  }
  try {
    return await Promise.race([use(newPage, url, served), failure])
  } finally {
    await browser.close()
    stop()
  }
}

/** As `withPages`, for one page. */
export function withPage<T>(app: string, use: (page: Page, url: string, served: Served) => Promise<T>): Promise<T> {
  return withPages(app, async (newPage, url, served) => use(await newPage(), url, served))
}

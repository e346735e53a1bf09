import type { Page } from 'playwright'
import { launch } from '../browser/chromium.js'
import { serve } from './serve.js'

/** Opens a page of one of the apps in Chromium, and closes both when `use` is done. An error on the page ends it. */
export async function withPage<T>(app: string, use: (page: Page, url: string) => Promise<T>): Promise<T> {
  const browser = await launch()
  const { url, stop } = await serve(app)
  try {
    const page = await browser.newPage()
    const failure = new Promise<never>((_, reject) => {
      page.on('pageerror', reject)
      page.on('console', (message) => {
        if (message.type() === 'error') reject(new Error(message.text()))
      })
    })
    return await Promise.race([use(page, url), failure])
  } finally {
    await browser.close()
    stop()
  }
}

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions } from 'playwright'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { createApp } from '../../demo/app.js'
import type { Alpine } from '../../demo/assets.js'
import { openDatabase } from '../../demo/database.js'
import { launch } from './chromium.js'
import { idle } from './page.js'

export interface Visit extends BrowserContextOptions {
  /** Default `csp`. */
  alpine?: Alpine
  /** For the database and the pictures. Default: a new one. */
  folder?: string
  expectErrors?: RegExp
}

interface Served extends Pick<Visit, 'folder' | 'alpine'> {
  /** Default: one that is free. */
  port?: number
}

/** The demo, served and opened in a real Chromium. Call `useDemo()` once in a test file. */
export function useDemo() {
  let browser: Browser
  const closing: (() => unknown)[] = []
  const checking: (() => Promise<void>)[] = []

  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())
  afterEach(async () => {
    try {
      for (const check of checking.splice(0)) await check()
    } finally {
      for (const close of closing.splice(0).reverse()) await close()
    }
  })

  function temporaryFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'alpine-hyper-demo-'))
    closing.push(() => rmSync(folder, { recursive: true }))
    return folder
  }

  /** The demo on a port of its own. */
  async function serve({ folder = temporaryFolder(), alpine = 'csp', port = 0 }: Served = {}) {
    const database = await openDatabase(`file:${join(folder, 'demo.db')}`)
    const app = await createApp({ database, alpine, folder })
    const server = app.listen(port)
    await once(server, 'listening')
    const stop = async () => {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
      database.close()
    }
    closing.push(stop)
    return { url: `http://localhost:${(server.address() as AddressInfo).port}`, stop, database, folder }
  }

  /** A page of the demo, that is left without errors, duplicate ids, or anything still busy. */
  async function visit(path: string, { alpine, folder, ...options }: Visit = {}) {
    const served = await serve({ ...(alpine && { alpine }), ...(folder && { folder }) })
    return { page: await visitWith(served.url, path, options), ...served }
  }

  /** Another browser of its own, on a demo that is there. */
  async function visitWith(
    url: string,
    path: string,
    { expectErrors, ...options }: Omit<Visit, 'alpine' | 'folder'> = {},
  ) {
    const context = await browser.newContext({ baseURL: url, ...options })
    closing.push(() => context.close())
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => {
      // Chromium writes a line for each answer that says no
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) errors.push(message.text())
    })
    checking.push(async () => {
      if (page.isClosed()) return
      if (options.javaScriptEnabled !== false) await idle(page)
      const ids = await page.locator('[id]').evaluateAll((elements) => elements.map((el) => el.id))
      expect(ids).toEqual([...new Set(ids)])
      expect(errors.filter((error) => !expectErrors?.test(error))).toEqual([])
    })
    await page.goto(path)
    return page
  }

  return { serve, visit, visitWith, temporaryFolder }
}

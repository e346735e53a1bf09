import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import { type BuildOptions, build } from 'esbuild'
import Koa from 'koa'
import type { Browser, BrowserContextOptions, ConsoleMessage, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { type Action, actions, type HyperOptions, hyper } from '../../server/index.js'
import { type LaunchOptions, launch } from './chromium.js'

export interface AppOptions {
  /** What is in the body. */
  body: string
  actions?: Record<string, Action>
  /** More routes, and changes to the application. */
  routes?: (router: Router, app: Koa) => void
  hyper?: HyperOptions
  /** `csp` comes with the policy it is for, `oldest` is the first release of Alpine we support. Default `standard`. */
  alpine?: keyof typeof alpine
  /** Options of `createHyper`, as they are written on the page. */
  plugin?: string
  /** Errors that the test means to provoke; any other uncaught error, or console.error, fails it. */
  expectErrors?: RegExp
  /** What `createHyper` is given. Default: nothing. */
  regions?: string
  /** A browser context of its own; without it, the tests of a file share a page. */
  context?: BrowserContextOptions
  /** Lets the test say, by `page.clock`, that time passes. It also passes by itself. */
  clock?: true
  /** Code that runs before Alpine, as a script of its own. */
  script?: string
  /** The scripts. Default: the plugin, then Alpine, both deferred. */
  head?: string
}

export interface App {
  page: Page
  /** The origin, without a slash. */
  url: string
  /** Errors that the page reported so far. */
  errors: string[]
  /** What the server's `app.on('error')` heard. */
  failures: Error[]
}

const require = createRequire(import.meta.url)
const alpine = {
  standard: 'alpinejs/dist/cdn.min.js',
  csp: '@alpinejs/csp/dist/cdn.min.js',
  oldest: 'alpinejs-3.17.0/dist/cdn.min.js',
}

const scripts =
  '<script src="/script.js"></script><script defer src="/hyper.js"></script><script defer src="/alpine.js"></script>'

let browser: Browser
let shared: Promise<Page> | undefined
let plugin: string
const bundles = new Map<string, Promise<string>>()
const closing: (() => Promise<unknown>)[] = []
const afterFile: (() => Promise<unknown>)[] = []
const open: { app: App; expected: RegExp | undefined }[] = []

/** A real Koa application on a real port, opened in a real Chromium. Call `useApp()` once in a test file. */
export function useApp(options?: LaunchOptions): (options: AppOptions) => Promise<App> {
  beforeAll(async () => {
    browser = await launch(options)
    plugin = await bundle({ entryPoints: ['plugin/cdn.ts'] })
  })
  afterAll(async () => {
    shared = undefined
    for (const close of afterFile.splice(0)) await close()
    await browser?.close()
  })
  afterEach(async () => {
    try {
      for (const { app, expected } of open.splice(0)) await check(app, expected)
    } finally {
      for (const close of closing.splice(0)) await close()
    }
  })
  return openApp
}

/** A page is left without uncaught errors, duplicate ids, or anything still busy. */
async function check({ page, errors }: App, expected: RegExp | undefined): Promise<void> {
  if (!page.isClosed()) {
    await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'), undefined, { timeout: 5000 })
    const duplicates = await page.evaluate(() => {
      const ids = [...document.querySelectorAll('[id]')].map((el) => el.id)
      return ids.filter((id, index) => ids.indexOf(id) !== index)
    })
    expect(duplicates).toEqual([])
  }
  expect(errors.filter((error) => !expected?.test(error))).toEqual([])
}

async function openApp(options: AppOptions): Promise<App> {
  const failures: Error[] = []
  const app = new Koa()
  const router = new Router()
  app.on('error', (error) => failures.push(error))
  app.use(hyper(options.hyper))
  router.get('/alpine.js', (ctx) => {
    ctx.type = 'js'
    ctx.body = readFileSync(require.resolve(alpine[options.alpine ?? 'standard']))
  })
  router.get('/hyper.js', async (ctx) => {
    ctx.type = 'js'
    const { regions, plugin: given = regions && `regions: ${JSON.stringify(regions)}` } = options
    ctx.body = given ? await withOptions(given) : plugin
  })
  router.get('/script.js', (ctx) => {
    ctx.type = 'js'
    ctx.body = options.script ?? ''
  })
  options.routes?.(router, app)
  router.all('/', actions(options.actions ?? {}), (ctx) => {
    if (options.alpine === 'csp') ctx.set('Content-Security-Policy', "default-src 'self'; img-src 'self' data:")
    ctx.body = `<!doctype html><html lang="en"><head><title>Test</title><link rel="icon" href="data:,">
${options.head ?? scripts}</head>
<body>${options.body}</body></html>`
  })
  app.use(router.routes())
  const server = app.listen(0)
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  closing.push(() => stop(server))

  const context = options.context ?? (options.clock && {})
  const page = context ? await ownPage(context) : await sharedPage()
  if (options.clock) await page.clock.install()
  const errors: string[] = []
  const onError = (error: Error) => errors.push(String(error))
  const onConsole = (message: ConsoleMessage) => message.type() === 'error' && errors.push(message.text())
  page.on('pageerror', onError).on('console', onConsole)
  closing.unshift(async () => {
    page.off('pageerror', onError).off('console', onConsole)
    // what a failed test left under way is not the next one's
    if (!context) await page.goto('about:blank')
  })
  const opened = { page, url, errors, failures }
  open.push({ app: opened, expected: options.expectErrors })
  await page.goto(url)
  return opened
}

async function bundle(entry: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...entry, bundle: true, write: false, format: 'iife' })
  return outputFiles?.[0]?.text ?? ''
}

/** The plugin with options of its own. */
function withOptions(options: string): Promise<string> {
  const contents = `import { createHyper } from './plugin/index.js'
    import visit from './plugin/visit.js'
    document.addEventListener('alpine:init', () => Alpine.plugin([visit, createHyper({ ${options} })]))`
  const known = bundles.get(options) ?? bundle({ stdin: { contents, resolveDir: '.' } })
  bundles.set(options, known)
  return known
}

function sharedPage(): Promise<Page> {
  shared ??= ownPage({}, afterFile)
  return shared
}

async function ownPage(options: BrowserContextOptions, closers = closing): Promise<Page> {
  const context = await browser.newContext(options)
  closers.unshift(() => context.close())
  return context.newPage()
}

function stop(server: Server): Promise<unknown> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
}

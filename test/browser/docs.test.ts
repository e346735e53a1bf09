import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { build } from 'esbuild'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parseCall } from '../../plugin/call-syntax.js'
import { action } from '../../server/index.js'
import { blocksIn } from '../docs/readmes.js'
import { useApp } from './app.js'
import { launch } from './chromium.js'
import { evaluate, idle } from './page.js'

const open = useApp()

describe.each(['standard', 'csp'] as const)('under the %s build', (alpine) => {
  const nothing = action({ method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }, () => {})
  const fragments = blocksIn('html').filter(({ text }) => !text.startsWith('<!doctype'))

  test.each(fragments.map(({ place, text }) => [place, text] as const))(
    'the page of %s has no errors, and its calls can be made',
    async (_place, text) => {
      const { page } = await open({
        alpine,
        ...(text.startsWith('<script') ? { head: text, body: '' } : { body: text }),
        // the page's own actions are elsewhere; here all of them do nothing
        routes: (_router, app) => app.use((ctx, next) => (ctx.hyper.call ? nothing(ctx, next) : next())),
      })
      await idle(page)
      const attributes = await page.evaluate(() =>
        [...document.querySelectorAll('body *')].flatMap((el, index) =>
          el
            .getAttributeNames()
            .filter((name) => /^x-action\b/.test(name))
            .map((name) => [index, el.getAttribute(name) ?? ''] as const),
        ),
      )
      // more, if there is one in a row of x-for
      expect(attributes.length).toBeGreaterThanOrEqual(text.match(/\bx-action\b/g)?.length ?? 0)
      for (const [index, expression] of attributes) {
        if (!expression) continue
        const { data } = parseCall(expression)
        await page.evaluate((index) => document.querySelectorAll('body *')[index]?.setAttribute('data-it', ''), index)
        expect(await evaluate(page, '[data-it]', `[${data}]`)).toEqual(data ? [expect.any(Object)] : [])
        await page.evaluate(() => document.querySelector('[data-it]')?.removeAttribute('data-it'))
      }
    },
  )
})

describe('the page of README', () => {
  let browser: Browser
  let folder: string
  let server: ChildProcess | undefined

  beforeAll(async () => {
    browser = await launch()
    mkdirSync('.types', { recursive: true })
  })
  afterAll(() => browser?.close())
  afterEach(async () => {
    if (server?.kill()) await once(server, 'exit')
    rmSync(folder, { recursive: true })
  })

  const blockWith = (language: string, text: string) =>
    blocksIn(language).find((block) => block.readme === 'README.md' && block.text.includes(text))?.text ?? ''

  /** Does as README says, in a folder of its own, on a free port. */
  async function run(html: string): Promise<string> {
    const port = await freePort()
    folder = mkdtempSync('.types/docs-page-')
    writeFileSync(`${folder}/page.html`, html)
    writeFileSync(`${folder}/server.mts`, blockWith('ts', '.listen(').replace('3000', String(port)))
    server = spawn(process.execPath, ['--import', 'tsx', 'server.mts'], { cwd: folder, stdio: 'inherit' })
    const url = `http://localhost:${port}`
    await expect.poll(() => fetch(url).then(({ status }) => status)).toBe(200)
    return url
  }

  /** Its main.ts, as a bundler makes it. */
  async function bundled(): Promise<string> {
    writeFileSync(`${folder}/main.ts`, blockWith('ts', 'Alpine.start()'))
    const { outputFiles } = await build({ entryPoints: [`${folder}/main.ts`], bundle: true, write: false })
    return outputFiles[0]?.text ?? ''
  }

  const html = blockWith('html', '<!doctype')
  const tags = /(\s*<script.*<\/script>)+/

  test.each([
    ['two script tags', html],
    ['a bundler', html.replace(tags, '\n<script defer src="/main.js"></script>')],
  ])('counts, with %s', async (_way, html) => {
    const url = await run(html)
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) errors.push(message.text())
    })
    await page.route('**/main.js', async (route) =>
      route.fulfill({ contentType: 'text/javascript', body: await bundled() }),
    )
    await page.goto(url)
    const shown = async () => [await page.textContent('output'), await page.textContent('b')]
    await expect.poll(shown).toEqual(['0', '41'])
    await page.click('button')
    await expect.poll(shown).toEqual(['1', '42'])
    expect(await page.textContent('.hyper-toast p')).toBe('Counted')
    await page.click('button', { clickCount: 2 })
    await expect.poll(shown).toEqual(['3', '44'])
    await idle(page)
    await page.reload()
    await expect.poll(shown).toEqual(['0', '44'])
    expect(errors).toEqual([])
    await page.close()
  })
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

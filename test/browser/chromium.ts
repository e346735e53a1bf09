import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright'

/** Before the browser tests: sees that there is a Chromium, and fetches one where there is none. */
export default function setup(): void {
  process.env['CHROMIUM'] = findChromium() ?? fetchChromium()
}

export interface LaunchOptions {
  /** Lets the browser put pages aside, and bring them back as they were. Then `page.goBack()` has no end. */
  backForwardCache?: true
}

export function launch({ backForwardCache }: LaunchOptions = {}): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? findChromium()
  if (!executablePath) throw new Error(advice)
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  return chromium.launch({
    executablePath,
    args: [...asRoot, '--disable-gpu', '--disable-quic', ...quiet],
    ...(backForwardCache && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
  })
}

const advice =
  'No Chromium was found and none could be fetched; install one and name it, CHROMIUM=/path/to/chromium npm test'

export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM']
  if (named) return named
  const own = chromium.executablePath()
  if (existsSync(own)) return own
  const folders = (process.env['PATH'] ?? '').split(':')
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  return names.flatMap((name) => folders.map((folder) => `${folder}/${name}`)).find((path) => existsSync(path))
}

/** Playwright's own download, else the distribution's package where we may install one. */
function fetchChromium(): string {
  const ways = [
    () => run('npx', ['playwright', 'install', 'chromium']),
    () => {
      run('apt-get', ['update'])
      run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])
    },
  ]
  for (const way of ways) {
    try {
      way()
    } catch {
      continue // the next way, or the advice below
    }
    const found = findChromium()
    if (found) return found
  }
  throw new Error(advice)
}

function run(command: string, parameters: string[]): void {
  console.log(`No Chromium yet: ${command} ${parameters.join(' ')}`)
  execFileSync(command, parameters, { stdio: ['ignore', 'ignore', 'inherit'] })
}

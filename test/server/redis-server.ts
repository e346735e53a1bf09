import { execFileSync } from 'node:child_process'

const advice =
  'No redis-server was found and none could be installed; install Redis 6.2 or later, so that it is in the PATH'

/** Before the server's tests: sees that there is a Redis, and installs the distribution's where there is none. */
export default function setup(): void {
  if (isThere()) return
  for (const parameters of [['update'], ['install', '-y', '--no-install-recommends', 'redis-server']]) {
    console.log(`No redis-server yet: apt-get ${parameters.join(' ')}`)
    try {
      execFileSync('apt-get', parameters, { stdio: ['ignore', 'ignore', 'inherit'] })
    } catch (cause) {
      throw new Error(advice, { cause })
    }
  }
  if (!isThere()) throw new Error(advice)
}

function isThere(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

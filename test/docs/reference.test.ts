import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as plugin from '../../plugin/index.js'
import * as server from '../../server/index.js'
import { settingsOf } from '../../server/settings.js'
import { swaps } from '../../server/wire.js'
import { blocksIn, headingsOf, read, readmes } from './readmes.js'

const manifest = JSON.parse(read('package.json')) as {
  version: string
  engines: { node: string }
  scripts: Record<string, string>
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  peerDependencies: Record<string, string>
}

/** The source files of a half, without those of its folders. */
function sourcesOf(half: 'plugin' | 'server'): string[] {
  const files = readdirSync(half).filter((file) => file.endsWith('.ts'))
  return files.map((file) => read(`${half}/${file}`))
}

describe('every public name has a heading', () => {
  const directives = sourcesOf('plugin')
    .flatMap((source) => [...source.matchAll(/(?:\.(directive|magic)|\badd)\(\s*'(\w+)'/g)])
    .map(([, kind, name]) => (kind === 'magic' ? `$${name}` : `x-${name}`))
  // what only a morph reads is no directive of Alpine's
  const kept = sourcesOf('plugin')
    .flatMap((source) => [...source.matchAll(/(?:prefixed\(|, )['`]keep([\w.]*)|keeps\('([\w.]*)'\)/g)])
    .map(([, one = '', other = one]) => `x-keep${other}`)

  test('of the plugin: what it exports, its directives and its magics', () => {
    const names = Object.keys(plugin).map((name) => (name === 'default' ? 'hyper' : name))
    expect(directives).toEqual(expect.arrayContaining(['x-action', 'x-live', 'x-toasts', '$action']))
    expect(new Set(kept).size).toBe(3)
    expect(headingsOf('plugin/README.md')).toEqual(expect.arrayContaining([...names, ...directives, ...kept]))
  })

  test('of the server: what it exports', () => {
    expect(headingsOf('server/README.md')).toEqual(expect.arrayContaining(Object.keys(server)))
  })

  test.each(['plugin', 'server'])('and every exported type of the %s is named', (half) => {
    const exported = [...read(`${half}/index.ts`).matchAll(/export type \{([^}]+)\}/g)].flatMap(([, names = '']) =>
      names.split(',').map((name) => name.replace(/.* as /, '').trim()),
    )
    const reference = read(`${half}/README.md`)
    expect(exported.length).toBeGreaterThan(10)
    expect(exported.filter((name) => !reference.includes(`\`${name}\``))).toEqual([])
  })
})

/** What the first cells of a README's tables name. */
function rowsOf(readme: (typeof readmes)[number]): (string | undefined)[] {
  return [...read(readme).matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([\w:-]+)/g)].map(([, name]) => name),
  )
}

test('every option and member has a row', () => {
  const rows = rowsOf('server/README.md')
  const members = ['context', 'changes'].flatMap((file) =>
    [...read(`server/${file}.ts`).matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm)].map(([, name]) => name),
  )
  const files = [
    'settings',
    'action',
    'files',
    'actions',
    'rate-limit',
    'idempotency',
    'memory-store',
    'redis-store',
    'work',
    'hub',
    'view',
    'view/rows',
    ...['core', 'live', 'presence', 'redis-bus', 'ring'].map((file) => `hub/${file}`),
    ...[
      'signals',
      'elements',
      'reset',
      'toast',
      'event',
      'errors',
      'redirect',
      'visit',
      'scroll',
      'load-js',
      'patch-url',
    ].map((file) => `items/${file}`),
  ]
  const options = files
    .flatMap((file) => [...read(`server/${file}.ts`).matchAll(/^ {2}(\w+)\?:/gm)])
    .map(([, name]) => name)
  expect(options.length).toBeGreaterThan(20)
  expect(rows).toEqual(expect.arrayContaining([...new Set([...members, ...options])]))
})

describe('in the reference of the plugin, a row has', () => {
  const namesIn = (file: string, pattern: RegExp) =>
    [...read(`plugin/${file}.ts`).matchAll(pattern)].map(([, name = '']) => name)
  const events = sourcesOf('plugin').flatMap((source) =>
    [...source.matchAll(/'(hyper:[\w-]+)'/g)].map(([, name]) => name),
  )

  test.each([
    ['swap', swaps],
    ['event', events],
    ['option of createHyper', namesIn('hyper', /^ {2}(\w+)\?:/gm)],
    ['code of an error', namesIn('error', /^ {2}\| '(\w+)'/gm)],
  ])('every %s', (_what, names) => {
    expect(names.length).toBeGreaterThan(1)
    expect(rowsOf('plugin/README.md')).toEqual(expect.arrayContaining([...names]))
  })
})

describe('a number in a README is that of the code', () => {
  const { limits, heartbeat, idempotency } = settingsOf({})
  const constant = (half: 'plugin' | 'server', pattern: RegExp) =>
    Number(pattern.exec(sourcesOf(half).join('\n'))?.[1]?.replace('_', ''))
  const major = (range: string) => /\d+/.exec(range)?.[0]
  const oldest = manifest.devDependencies['alpinejs-3.17.0']?.split('@')[1]
  const newest = manifest.devDependencies['alpinejs']?.slice(1)
  const [, regions] = / regions = ('\w+')/.exec(read('plugin/hyper.ts')) ?? []

  /** A number, or a product of some, in a file. */
  const numberIn = (file: string, pattern: RegExp) =>
    (pattern.exec(read(file))?.[1] ?? '')
      .split('*')
      .reduce((product, each) => product * Number(each.replace('_', '')), 1)
  const limit = (name: string) => numberIn('server/hub.ts', new RegExp(`limits: .*\\b${name}: ([\\d *_]+)`))
  const replay = (name: string) => numberIn('server/hub/ring.ts', new RegExp(`limits = .*\\b${name}: ([\\d *_]+)`))

  const claims: [readme: (typeof readmes)[number], claim: string][] = [
    ['server/README.md', `files included, after unpacking | ${limits.bytes} | 413 |`],
    ['server/README.md', `at all depths | ${limits.fields} | 413 |`],
    ['server/README.md', `the data is nested | ${limits.depth} | 400 |`],
    ['server/README.md', `the ${constant('server', /size = (\d+_\d+)/)} keys`],
    ['server/README.md', `the last ${numberIn('server/view/log.ts', /events: (\d+)/)} events`],
    ['server/README.md', `${numberIn('server/view/mailbox.ts', /longest = (\d+_\d+)/)} may wait`],
    ['server/README.md', `hub, which wait for it ${numberIn('server/hub.ts', /farewell = (\d+)_000/)} s`],
    ['server/README.md', `They may be ${constant('server', /limit = (2\d+)/)} bytes as JSON`],
    ['server/README.md', `for ${constant('server', /age = (\d+)/)} seconds`],
    ['server/README.md', `how many files a call may bring | ${constant('server', /count = (\d+)/)} |`],
    [
      'server/README.md',
      `no more than ${constant('server', /bytes: (\d+) \* 1024 \* 1024, milliseconds/)} MB and ${constant('server', /milliseconds: (\d+)_000 \}/)} s`,
    ],
    ['server/README.md', `after it ended | ${(idempotency?.ttl ?? 0) / 3_600_000} hours |`],
    ['server/README.md', `only that the call was made | ${idempotency?.bytes} |`],
    ['server/README.md', `ended longest ago is forgotten | ${constant('server', /entries = (\d+_\d+)/)} |`],
    ['server/README.md', `a process counts as gone | ${constant('server', /lease = (\d+_\d+)/)} |`],
    ['server/README.md', `begins with ${constant('server', /worth = (\d+)/)} characters`],
    ['server/README.md', `The window is ${2 ** (constant('server', /window = (\d+)/) - 10)} KB`],
    ['server/README.md', `nobody waits for it | ${constant('server', /timeout = (\d+_\d+)/)} |`],
    ['server/README.md', `a quiet stream open | ${heartbeat} |`],
    ['server/README.md', `has ${constant('server', /patience = (\d+)/)} ms to set the status`],
    ['server/README.md', `0 keeps it | ${constant('plugin', /timeout = .* \? 0 : (\d+)/)}; 0 for errors`],
    ['server/README.md', `how many messages are kept | ${replay('events')} |`],
    ['server/README.md', `bytes of them | ${replay('bytes')} |`],
    ['server/README.md', `for how long | ${replay('seconds')} |`],
    ['server/README.md', `beyond it \`publish\` fails | ${limit('message')} |`],
    ['server/README.md', `and may have a gap | ${limit('backlog')} |`],
    ['server/README.md', `more are an error | ${limit('topics')} |`],
    ['server/README.md', `answered with 429 | ${limit('connections')} |`],
    [
      'server/README.md',
      `connected to it, count as gone | ${numberIn('server/hub/presence.ts', /lease = (\d+_\d+)/)} |`,
    ],
    ['server/README.md', `it may have been reloaded | ${numberIn('server/hub/presence.ts', /grace = (\d+)/)} |`],
    ['server/README.md', `another process | ${numberIn('server/hub/redis-bus.ts', /entries = (\d+_\d+)/)} |`],
    ['server/README.md', `after the last one | ${numberIn('server/hub/redis-bus.ts', /seconds = (\d+)/)} |`],
    ['server/README.md', `fails, after ${numberIn('server/hub/redis-bus.ts', /patience = (\d+)/) / 1000} s at most`],
    ['plugin/README.md', `close it after ${numberIn('plugin/live-stream.ts', /hiddenFor = (\d+_\d+)/) / 1000} s`],
    ['plugin/README.md', `twice in ${numberIn('plugin/gap.ts', /pause = (\d+_\d+)/) / 1000} seconds`],
    ['plugin/README.md', `holds ${numberIn('plugin/live.ts', /most = (\d+_\d+)/)} events`],
    ['plugin/README.md', `${2 ** constant('plugin', /limit = 2 \*\* (\d+)/)} characters`],
    ['plugin/README.md', `Up to ${constant('plugin', /few = (\d+)/)} items`],
    ['plugin/README.md', `for ${constant('plugin', /slice = (\d+)/)} ms at a time`],
    ['plugin/README.md', `for it is kept | \`${regions}\` |`],
    ['README.md', `alpine-hyper-${manifest.version}.tgz`],
    ['README.md', `Node ${manifest.engines.node.replace('>=', '')} or later`],
    ['README.md', `Koa ${major(manifest.peerDependencies['koa'] ?? '')}.`],
    ['README.md', `Alpine ${manifest.peerDependencies['alpinejs']?.replace(/\^|\.0$/g, '')} or later`],
    ['README.md', `run with ${oldest} and ${newest};`],
  ]

  test.each(claims)('%s: %s', (readme, claim) => {
    // tables are padded, and lines are broken
    expect(read(readme).replace(/\s+/g, ' ')).toContain(claim)
  })
})

test('every command of the READMEs is a script of the package', () => {
  const commands = readmes.flatMap((readme) => [...read(readme).matchAll(/npm run (?:-s )?(\w+)/g)])
  expect(commands.length).toBeGreaterThan(2)
  expect(commands.map(([, script = '']) => script).filter((script) => !manifest.scripts[script])).toEqual([])
  expect(blocksIn('sh').map(({ text }) => text)).toEqual(
    expect.arrayContaining(['npm install && npm run demo\n', 'npm install && npm test\n']),
  )
})

test('README says why each dependency is there, and names none that is not', () => {
  const [, section = ''] = /## Dependencies\n([\s\S]*?)\n## /.exec(read('README.md')) ?? []
  const named = [...section.matchAll(/`((?:@[\w-]+\/)?[\w.-]+)`/g)].map(([, name]) => name)
  const { dependencies, peerDependencies, devDependencies } = manifest
  const types = /^@types\//
  expect(named).toEqual(expect.arrayContaining(Object.keys({ ...dependencies, ...peerDependencies })))
  expect(named).toEqual(expect.arrayContaining(Object.keys(devDependencies).filter((name) => !types.test(name))))
  const present = { ...dependencies, ...peerDependencies, ...devDependencies }
  expect(named.filter((name = '') => !(name in present))).toEqual([])
})

test.each([...readmes, 'CHANGELOG.md'])('every link of %s leads somewhere', (readme) => {
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-')
  const links = [...read(readme).matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
  expect(links.length).toBeGreaterThan(0)
  const broken = links.filter((link) => {
    if (link.startsWith('https://')) return false
    const [path = '', anchor] = link.split('#')
    const file = path ? join(dirname(readme), path) : readme
    return !existsSync(file) || (anchor !== undefined && !headingsOf(file).map(slug).includes(anchor))
  })
  expect(broken).toEqual([])
})

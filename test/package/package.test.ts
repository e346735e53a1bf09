import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, string | { types: string; default: string }>
}

let packed: string[]

beforeAll(() => {
  // the build has run before the tests
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' })
  const [{ files }] = JSON.parse(output) as [{ files: { path: string }[] }]
  packed = files.map(({ path }) => path)
})

test('the package holds every file that its exports name', () => {
  const named = Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)))
  expect(packed).toEqual(expect.arrayContaining(named.map((path) => path.replace('./', ''))))
})

test('the package holds the build, its sources and the papers, and nothing else', () => {
  const folders = new Set(packed.map((path) => path.split('/')[0]))
  expect([...folders].filter((name) => !/^(README|LICENSE|CHANGELOG)/.test(name ?? ''))).toEqual([
    'dist',
    'package.json',
    'plugin',
    'server',
  ])
  expect(packed.filter((path) => !/\.(js|js\.map|d\.ts|d\.ts\.map|ts|md|json)$|^LICENSE$/.test(path))).toEqual([])
  expect(packed.filter((path) => /tsconfig|tsbuildinfo|\.test\./.test(path))).toEqual([])
})

test('every source that the build was made of is in the package', () => {
  const sources = packed
    .filter((path) => /^dist\/server\/.*\.js\.map$/.test(path))
    .map((path) => path.replace('dist/', '').replace('.js.map', '.ts'))
  expect(sources.length).toBeGreaterThan(10)
  expect(packed).toEqual(expect.arrayContaining(sources))
})

test('the server half runs in Node by the name of the package', () => {
  expect(run("const { action } = await import('alpine-hyper/server'); console.log(typeof action(() => {}))")).toBe(
    'function',
  )
})

test('the page half needs nothing but its own files, and nothing happens before Alpine takes it', () => {
  const modules = packed.filter((path) => /^dist\/plugin\/.*\.js$/.test(path))
  const imported = modules.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/^(?:import|} from) .*"(.+)";$|\bimport\("(.+?)"\)/gm)].map(
      ([, fixed, lazy]) => `dist/plugin/${fixed ?? lazy}`.replace('/./', '/'),
    ),
  )
  expect(imported.length).toBeGreaterThan(3)
  expect(modules).toEqual(expect.arrayContaining(imported))
  expect(
    run(
      "const { default: hyper, createHyper } = await import('alpine-hyper'); console.log(typeof hyper, typeof createHyper())",
    ),
  ).toBe('function function')
  expect(run("const { default: visit } = await import('alpine-hyper/visit'); console.log(typeof visit)")).toBe(
    'function',
  )
})

test('the script is one classic script', () => {
  expect(readFileSync('dist/plugin/cdn.js', 'utf8')).not.toMatch(/^\s*(import|export)\b/m)
})

function run(code: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' }).trim()
}

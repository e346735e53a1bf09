import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

mkdirSync('.types', { recursive: true })
const folder = mkdtempSync('.types/environment-')

afterAll(() => rmSync(folder, { recursive: true }))

test('the server half knows no page', async () => {
  expect(await errorsOf('server', ['document', 'window', 'HTMLElement', 'process'])).toEqual([
    'document',
    'window',
    'HTMLElement',
  ])
}, 60_000)

test('the page half knows no Node', async () => {
  expect(await errorsOf('plugin', ['process', 'Buffer', 'require', 'document'])).toEqual([
    'process',
    'Buffer',
    'require',
  ])
}, 60_000)

/** Which of the names a file beside those of the half cannot use. */
async function errorsOf(half: 'server' | 'plugin', names: string[]): Promise<string[]> {
  const uses = names.map((name) => `export const my_${name} = ${name}`)
  writeFileSync(`${folder}/${half}.ts`, [`import '../../${half}/index.js'`, ...uses].join('\n'))
  const compilerOptions = { rootDir: '../..', composite: false, declarationMap: false, emitDeclarationOnly: false }
  const project = {
    extends: `../../${half}/tsconfig.json`,
    compilerOptions: { ...compilerOptions, noEmit: true },
    include: [`${half}.ts`],
  }
  writeFileSync(`${folder}/${half}.json`, JSON.stringify(project))
  const { stdout } = await promisify(execFile)('npx', ['tsc', '-p', `${folder}/${half}.json`]).catch(
    (failure: { stdout: string }) => failure,
  )
  return [...stdout.matchAll(/Cannot find name '(\w+)'/g)].map(([, name = '']) => name)
}

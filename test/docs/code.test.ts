import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import * as server from '../../server/index.js'
import { blocksIn, blocksOf, type Readme, readmes } from './readmes.js'

/** The names that a README's examples share, as it says itself. They stand above a block without imports of its own. */
const preambles: Record<Readme, string> = {
  'README.md': `
    import Router from '@koa/router'
    import Koa from 'koa'
    import { setInterval } from 'node:timers/promises'
    import { ${Object.keys(server).join(', ')}, type Action, type FieldErrors, type Hub } from 'alpine-hyper/server'
    import { createClient } from 'redis'
    import { z } from 'zod'
    declare const add: Action
    declare const app: Koa
    declare const db: {
      rowsAfter(id: number, abortSignal: AbortSignal): AsyncIterable<{ id: number; html: string }>
      say(room: number, text: string): Promise<void>
    }
    declare const hub: Hub
    declare const router: Router
    declare const message: (text: string) => string
    declare const timeIn: (zone: string) => string
    declare const todosPage: (errors: FieldErrors, values: Readonly<Record<string, unknown>>) => string`,
  'plugin/README.md': '',
  'server/README.md': `
    import Router from '@koa/router'
    import { ${Object.keys(server).join(', ')}, type Hub, type RateStore } from 'alpine-hyper/server'
    import { html } from 'hono/html'
    import Koa from 'koa'
    import * as v from 'valibot'
    import { z } from 'zod'
    interface Todo { id: number; title: string }
    declare const app: Koa
    declare const hub: Hub
    declare const router: Router
    declare const page: (content?: unknown) => string
    declare const row: (todo: Todo) => string
    declare const db: {
      add(title: string): Promise<Todo>
      toggle(id: number): Promise<Todo>
      count(): Promise<number>
      search(q: string, page: number): Promise<Todo[]>
      csv(): Promise<string>
      hit(key: string, per: number): Promise<{ count: number; left: number }>
      parts(abortSignal: AbortSignal, after?: number): AsyncIterable<{ id: number; html: string; progress: number }>
      transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
    }
    interface Transaction { isNew(call: string): Promise<boolean>; add(title: string): Promise<Todo>; count(): Promise<number> }
    declare const bucket: {
      put(key: string, stream: NodeJS.ReadableStream, options: { type: string }): Promise<void>
      remove(key: string): Promise<void>
    }`,
}

mkdirSync('.types', { recursive: true })
const folder = mkdtempSync('.types/docs-')

afterAll(() => rmSync(folder, { recursive: true }))

test.each(readmes)('every block of %s says what it is', (readme) => {
  const known = ['ts', 'html', 'sh', 'text']
  const blocks = blocksOf(readme)
  expect(blocks.length).toBeGreaterThan(3)
  expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([])
})

test('every ts block compiles, with all strict flags', async () => {
  const blocks = blocksIn('ts')
  for (const { readme, place, text } of blocks) {
    const shared = /^import /m.test(text) ? '' : preambles[readme]
    const preamble = text.includes('const hub =') ? shared.replace('declare const hub: Hub', '') : shared
    writeFileSync(`${folder}/${place.replace(/\W/g, '-')}.ts`, `${preamble}\n${text}\nexport {}\n`)
  }
  const compilerOptions = {
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    types: ['node'],
    noEmit: true,
    composite: false,
    declarationMap: false,
    noUnusedLocals: false,
    paths: {
      'alpine-hyper': ['../../plugin/index.ts'],
      'alpine-hyper/server': ['../../server/index.ts'],
      'alpine-hyper/visit': ['../../plugin/visit.ts'],
    },
  }
  const project = { extends: '../../.tsconfig.base.json', compilerOptions, include: ['*.ts'] }
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(project))
  const { stdout } = await promisify(execFile)('npx', ['tsc', '-p', folder]).catch(
    (failure: { stdout: string }) => failure,
  )
  expect(stdout).toBe('')
  expect(blocks.length).toBeGreaterThan(10)
}, 60_000)

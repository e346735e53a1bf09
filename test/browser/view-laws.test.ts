import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import type Koa from 'koa'
import { expect, onTestFinished, test } from 'vitest'
import { createHub, type OpenView, signals, view } from '../../server/index.js'
import { useApp } from './app.js'
import { state } from './page.js'

const open = useApp()

const key = fc.oneof(fc.constantFrom('a', 'b', 'id', '0', '', 'a.b', '$x', 'constructor'), fc.string({ maxLength: 3 }))
const json = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)

type Step =
  /** Sets all, or a member of one of the objects and lists inside. */
  | { kind: 'set'; at: number; key: string; value: unknown }
  /** Takes a member out of one of these. */
  | { kind: 'remove'; at: number }
  /** An item, which is to come once, and in its place. */
  | { kind: 'item' }
  | { kind: 'cut' }
  | { kind: 'turn' }

const at = fc.nat(20)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('set' as const), at, key, value: json }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), at }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'item' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'cut' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'turn' as const }) },
)

test('whatever a handler does to the fields, and wherever the stream is cut, the page ends as the view', async () => {
  const hub = createHub()
  onTestFinished(() => hub.close({ drain: 0 }))
  const views: OpenView<{ value: unknown; end: number }>[] = []
  let stream: Koa.Context | undefined
  const { page } = await open({
    body: '<main id="root" x-data="{ value: null, end: 0, items: [] }" x-live="/live"></main>',
    context: {},
    // a stream that was cut often waits for long, by chance
    script: 'Math.random = () => 0',
    hyper: { hub },
    expectErrors: /Failed to load/,
    routes(router) {
      const room = view({
        state: () => ({ value: null as unknown, end: -1 }),
        connect: (view) => void views.push(view),
      })
      const live = hub.live({ view: room })
      router.get('/live', (ctx, next) => {
        stream = ctx as unknown as Koa.Context
        return live(ctx, next)
      })
    },
  })
  // one that is cut before it has named its view gets a new one
  await expect.poll(async () => (await state(page))['root']?.['end']).toBe(-1)
  const [own] = views as [OpenView<{ value: unknown; end: number }>]
  let runs = 0

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
      let items = 0
      void own.send(signals({ items: [] }))
      for (const each of steps) {
        if (each.kind === 'set') set(own, each)
        else if (each.kind === 'remove') remove(own, each)
        else if (each.kind === 'item') void own.list('items').append([{ id: items++ }])
        else if (each.kind === 'cut') stream?.res.destroy()
        else await wait(1)
      }
      own.end = ++runs
      await expect.poll(async () => (await state(page))['root']?.['end'], { timeout: 20_000 }).toBe(runs)
      const seen = (await state(page))['root']
      expect(seen).toEqual({
        value: JSON.parse(JSON.stringify(own.value ?? null)),
        end: runs,
        items: Array.from({ length: items }, (_, id) => ({ id })),
      })
    }),
    { numRuns: 40, endOnFailure: true },
  )
  expect(views).toHaveLength(1)
}, 120_000)

type Holder = Record<string, unknown>

/** The objects and lists in a value, itself among them. */
function holdersIn(value: unknown): Holder[] {
  if (typeof value !== 'object' || value === null) return []
  return [value as Holder, ...Object.values(value).flatMap(holdersIn)]
}

function pick(own: { value: unknown }, at: number): Holder | undefined {
  const holders = holdersIn(own.value)
  return holders[at % (holders.length + 1)]
}

function set(own: { value: unknown }, { at, key, value }: Extract<Step, { kind: 'set' }>): void {
  const holder = pick(own, at)
  if (!holder) own.value = value
  else if (Array.isArray(holder)) holder.push(value)
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
}

function remove(own: { value: unknown }, { at }: Extract<Step, { kind: 'remove' }>): void {
  const holder = pick(own, at)
  if (Array.isArray(holder)) holder.shift()
  else delete holder?.[Object.keys(holder)[0] ?? '']
}

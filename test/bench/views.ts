import { compare, median, type Pair, type Ratio, ratioOf } from './ratio.js'
import { serve } from './serve.js'

const count = 5000

/** KiB of values that a view may have, above those of its stream. */
const bar = 4

export const views = {
  title: `a view with four fields, of ${count.toLocaleString('en')} that are idle, against a stream without one`,
  async run(): Promise<Ratio[]> {
    return [await compareMemory(), await compareMessages()]
  },
}

async function compareMemory(): Promise<Ratio> {
  const pairs: Pair[] = []
  for (let round = 0; round < 3; round++) pairs.push({ ours: await useOf('/view'), baseline: await useOf('/stream') })
  const own = median(pairs.map(({ ours, baseline }) => ours - baseline))
  const whole = ratioOf({ name: 'values of a page', unit: 'KiB', bar: undefined }, pairs)
  const note = `${own <= bar ? 'holds' : 'MISSED'}: a view has ${own.toFixed(1)} KiB, and ${bar} are allowed`
  return { ...whole, holds: own <= bar, note }
}

/** KiB of a page, in a process of its own. */
async function useOf(path: string): Promise<number> {
  const { app, crowd, stop } = await gather()
  try {
    // code and buffers that any of them needs
    await crowd.ask(`open 100 ${app.url}${path}`)
    const before = (await app.memory()).heap
    await crowd.ask(`open ${count} ${app.url}${path}`)
    return ((await app.memory()).heap - before) / count / 1024
  } finally {
    stop()
  }
}

/** Each view runs its handler, and finds out what has changed. */
async function compareMessages(): Promise<Ratio> {
  const ours = await openAll('/view')
  const baseline = await openAll('/stream')
  try {
    return await compare({
      name: 'a message, until all pages have what comes of it',
      unit: 'ms',
      bar: undefined,
      rounds: 20,
      ours: ours.push,
      baseline: baseline.push,
    })
  } finally {
    ours.stop()
    baseline.stop()
  }
}

async function openAll(path: string) {
  const { app, crowd, stop } = await gather()
  await crowd.ask(`open ${count} ${app.url}${path}`)
  return {
    stop,
    async push(): Promise<number> {
      await crowd.ask('arm')
      const since = BigInt((await app.ask(path)) as string)
      const until = BigInt((await crowd.ask('seen')) as string)
      return Number(until - since) / 1e6
    },
  }
}

async function gather() {
  const [app, crowd] = await Promise.all([serve('views'), serve('crowd')])
  return {
    app,
    crowd,
    stop() {
      crowd.stop()
      app.stop()
    },
  }
}

import { compare, type Pair, type Ratio, ratioOf } from './ratio.js'
import { type Served, serve } from './serve.js'

const crowds = [1000, 5000]

const rounds = 40

/** Resident KiB of one open stream. */
const bar = 20

export const push = {
  title: 'an event of 200 bytes to all open streams, until the last client has it, against bare res.write',
  async run(): Promise<Ratio[]> {
    const ratios: Ratio[] = []
    for (const count of crowds) ratios.push(await comparePushes(count))
    return [...ratios, await compareMemory(crowds.at(-1) ?? 0)]
  },
}

/** Both in a process of their own, each with its crowd in another. */
async function comparePushes(count: number): Promise<Ratio> {
  const ours = await gather('/live', count)
  const baseline = await gather('/by-hand', count)
  try {
    return await compare({
      name: `to ${count.toLocaleString('en')} streams`,
      unit: 'ms',
      bar: 1,
      rounds,
      ours: ours.push,
      baseline: baseline.push,
    })
  } finally {
    ours.stop()
    baseline.stop()
  }
}

async function gather(path: string, count: number) {
  const [app, crowd] = await Promise.all([serve('push'), serve('crowd')])
  await crowd.ask(`open ${count} ${app.url}${path}`)
  return {
    async push(): Promise<number> {
      await crowd.ask('arm')
      const since = BigInt((await app.ask(path)) as string)
      const until = BigInt((await crowd.ask('seen')) as string)
      return Number(until - since) / 1e6
    },
    stop() {
      crowd.stop()
      app.stop()
    },
  }
}

async function compareMemory(count: number): Promise<Ratio> {
  const resident: Pair[] = []
  for (let round = 0; round < 3; round++)
    resident.push({ ours: await useOf('/live', count), baseline: await useOf('/by-hand', count) })
  const most = Math.max(...resident.map(({ ours }) => ours))
  const whole = ratioOf({ name: 'resident memory of a stream', unit: 'KiB', bar: undefined }, resident)
  const note = `${most <= bar ? 'holds' : 'MISSED'}: at most ${most.toFixed(1)} KiB, and ${bar} are allowed`
  return { ...whole, holds: most <= bar, note }
}

async function useOf(path: string, count: number): Promise<number> {
  const [app, crowd] = await Promise.all([serve('push'), serve('crowd')])
  try {
    // code and buffers that any stream needs
    await crowd.ask(`open 100 ${app.url}${path}`)
    await crowd.ask('leave')
    const before = await residentOf(app)
    await crowd.ask(`open ${count} ${app.url}${path}`)
    return ((await residentOf(app)) - before) / count / 1024
  } finally {
    crowd.stop()
    app.stop()
  }
}

async function residentOf({ memory }: Served): Promise<number> {
  return (await memory()).resident
}

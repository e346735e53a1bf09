/** What is compared: the medians, and the median of the ratios of all rounds. */
export interface Ratio {
  name: string
  unit: Unit
  ours: number
  baseline: number
  ratio: number
  /** The middle half of the rounds lies between. */
  quartiles: [number, number]
  rounds: number
  /** Undefined for what is only shown. */
  bar: number | undefined
  holds: boolean
  /** What else was seen. */
  note?: string
}

/** Of `req/s` more is better, and the bar is the least a ratio may be; of the others less is, and it is the most. */
export type Unit = 'ms' | 'req/s' | 'kB' | 'KiB' | 'nodes' | 'listeners'

/** What one round measured. */
export interface Pair {
  ours: number
  baseline: number
}

export interface Comparison {
  name: string
  unit: Unit
  bar: number | undefined
  rounds: number
  /** Both measure once; they take turns, and turns at going first. */
  ours: () => Promise<number>
  baseline: () => Promise<number>
}

/** Rounds that warm both up and are not counted. */
const warmUp = 2

export async function compare({ name, unit, bar, rounds, ours, baseline }: Comparison): Promise<Ratio> {
  const both: Pair[] = []
  for (let round = 0; round < warmUp + rounds; round++) {
    const first = round % 2 === 0 ? await ours() : undefined
    const second = await baseline()
    both.push({ ours: first ?? (await ours()), baseline: second })
  }
  return ratioOf({ name, unit, bar }, both.slice(warmUp))
}

export function ratioOf({ name, unit, bar }: Pick<Ratio, 'name' | 'unit' | 'bar'>, pairs: readonly Pair[]): Ratio {
  const ratios = pairs.map((each) => each.ours / each.baseline)
  const ratio = median(ratios)
  return {
    name,
    unit,
    ours: median(pairs.map((each) => each.ours)),
    baseline: median(pairs.map((each) => each.baseline)),
    ratio,
    quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    rounds: pairs.length,
    bar,
    holds: bar === undefined || (unit === 'req/s' ? ratio >= bar : ratio <= bar),
  }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? Number.NaN
  const above = sorted[Math.ceil(at)] ?? Number.NaN
  return below + (above - below) * (at % 1)
}

export function ratioTable(ratios: readonly Ratio[]): string {
  return table([
    ['', 'ours', 'baseline', 'ratio', 'half of the rounds', 'bar', ''],
    ...ratios.map(({ name, unit, ours, baseline, ratio, quartiles, bar, holds, note = '' }) => [
      name,
      `${figure(ours)} ${unit}`,
      `${figure(baseline)} ${unit}`,
      ratio.toFixed(2),
      quartiles.map((each) => each.toFixed(2)).join(' … '),
      bar === undefined ? '' : `${unit === 'req/s' ? '≥' : '≤'} ${bar}`,
      [bar === undefined ? '' : holds ? 'holds' : 'MISSED', note].filter(Boolean).join('; '),
    ]),
  ])
}

function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: value < 1000 ? 3 : 5 })
}

function table(rows: readonly string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  return rows.map((row) => line(row).trimEnd()).join('\n')
}

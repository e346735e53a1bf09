import { type Client, id, openClient } from './client.js'
import { compare, median, type Ratio } from './ratio.js'
import { type Served, serve } from './serve.js'

const bodies = { 'without a body': '', 'with a JSON body': '{"count":41}' }

const connections = 32

export const server = {
  title: 'an action that answers with a signal, HTML and a toast, against bare Koa sending the same bytes',
  async run(): Promise<Ratio[]> {
    const [action, bare] = await Promise.all([serve('action'), serve('bare')])
    try {
      const ratios: Ratio[] = []
      for (const [name, body] of Object.entries(bodies)) ratios.push(await compareApps(name, body, action, bare))
      return ratios
    } finally {
      action.stop()
      bare.stop()
    }
  },
}

async function compareApps(name: string, body: string, action: Served, bare: Served): Promise<Ratio> {
  const ours = await openClient(action.url, requestOf(body), connections)
  const baseline = await openClient(bare.url, requestOf(body), connections)
  checkSame(ours, baseline)
  for (const client of [ours, baseline, ours, baseline]) await client.load(1500)

  const cpu = { ours: [] as number[], baseline: [] as number[] }
  const measure = async (client: Client, { cpu: used }: Served, perRequest: number[]): Promise<number> => {
    const before = await used()
    const { requests, perSecond } = await client.load(250)
    perRequest.push(((await used()) - before) / requests)
    return perSecond
  }
  const ratio = await compare({
    name,
    unit: 'req/s',
    bar: 0.95,
    rounds: 60,
    ours: () => measure(ours, action, cpu.ours),
    baseline: () => measure(baseline, bare, cpu.baseline),
  })
  ours.close()
  baseline.close()
  return { ...ratio, note: cpuNote(median(cpu.ours), median(cpu.baseline)) }
}

/** Requests per second suffer from whatever else the machine does; the CPU time of a request does so less. */
function cpuNote(ours: number, baseline: number): string {
  return `CPU of a request ${ours.toFixed(0)} µs, by hand ${baseline.toFixed(0)} µs: ${(baseline / ours).toFixed(2)}`
}

/** What a browser sends for a call. */
function requestOf(body: string): string {
  const headers = {
    Host: 'localhost',
    Connection: 'keep-alive',
    'Content-Length': body.length,
    ...(body && { 'Content-Type': 'application/json' }),
    'User-Agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    Accept: 'text/event-stream, text/html;q=0.9, application/json;q=0.8',
    'Accept-Encoding': 'gzip, deflate, br, zstd',
    'Accept-Language': 'en',
    Origin: 'http://localhost',
    'Sec-Fetch-Site': 'same-origin',
    'Sec-Fetch-Mode': 'cors',
    'Sec-Fetch-Dest': 'empty',
    'Hyper-Call': id,
    'Hyper-Action': 'increment',
    'Hyper-Url': 'http://localhost/',
    'Hyper-Lang': 'en',
    'Idempotency-Key': id,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST / HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

function checkSame(ours: Client, baseline: Client): void {
  const [one, other] = [ours, baseline].map(({ answer }) => sorted(answer))
  if (one !== other || !one?.includes(' 200 ')) throw new Error(`Two answers:\n${ours.answer}\n${baseline.answer}`)
}

/** The order of headers says nothing. */
function sorted(answer: string): string {
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  return [...head.split('\r\n').sort(), body].join('\n')
}

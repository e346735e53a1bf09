import type { Frame, Page } from 'playwright'
import { onTestFinished } from 'vitest'
import { type Action, action } from '../../server/index.js'
import type { Fault, Plan } from '../faults/fault.js'
import { type FaultProxy, faultProxy } from '../faults/proxy.js'
import { type Answer, answers, data, departures } from '../wire/table.js'
import type { App, AppOptions } from './app.js'
import { depart, install, normal, type Run, runTimes } from './golden-frame.js'

/** An answer is known at once and has its length, or it is a stream of its items. */
export const ways = ['whole', 'stream'] as const
export type Way = (typeof ways)[number]

export type Departure = (typeof departures)[number]
export type CallFault = (call: number, attempt: number) => Fault | undefined

export interface GoldenPage {
  proxy: FaultProxy
  /** What happens to calls from now on, by their number since, from 0, and the attempt, from 1. */
  onCalls(fault: CallFault): void
  /** Calls a golden answer so many times, each time on a page as it was. */
  run(row: Answer, way: Way, times?: number): Promise<Run[]>
  /** What it should show. */
  wanted(row: Answer): Promise<string>
  /** Calls an answer that leads elsewhere so many times, each time from a page of its own, and waits until it is there. */
  leave(row: Departure, times?: number): Promise<void>
}

/** As many as have a connection at once. */
const frameCount = 6

/** For the length of a test: golden answers, which a real server gives through the fault proxy to the frames of a page. */
export async function openGolden(open: (options: AppOptions) => Promise<App>): Promise<GoldenPage> {
  const { page, url } = await open({
    body: '<main x-data></main>',
    actions: Object.fromEntries([
      ...answers.flatMap((row, index) => ways.map((way) => [way + index, actionOf(row, way)])),
      ...departures.map(({ title, returned }) => [nameOf(title), action(() => returned())]),
    ]),
    routes: (router) =>
      router.get('/there', (ctx) => {
        ctx.body = '<!doctype html><link rel="icon" href="data:,"><p>there</p>'
      }),
    // Chromium writes a line for each answer that says no, and for each that is cut
    expectErrors: /Failed to load resource/,
  })
  const { plan, onCalls } = byCall()
  const proxy = await faultProxy(url, plan)
  onTestFinished(() => proxy.close())
  await page.goto(proxy.url)
  const frames = await addFrames(page)
  await Promise.all(frames.map(ready))
  const shareOf = (times: number, index: number) => Math.floor((times + index) / frameCount)
  return {
    proxy,
    onCalls,
    async run(row, way, times = 1) {
      const call = way + answers.indexOf(row)
      const runs = frames.map((frame, index) =>
        frame.evaluate(runTimes, { call, before: row.before, times: shareOf(times, index) }),
      )
      return (await Promise.all(runs)).flat()
    },
    async wanted({ after, status = 200, documentTitle = 'Test', path = '/' }) {
      const markup = await frames[0]?.evaluate(normal, after)
      return JSON.stringify({ ok: status === 200, status, problems: [], markup, title: documentTitle, path })
    },
    async leave({ title, path }, times = 1) {
      const leaveFrom = async (frame: Frame, index: number) => {
        for (let left = shareOf(times, index); left > 0; left--) {
          await frame.goto(proxy.url)
          await ready(frame)
          await frame.evaluate(depart, nameOf(title))
          await frame.waitForFunction(isThere, path)
        }
      }
      await Promise.all(frames.map(leaveFrom))
    },
  }
}

/** In a document of its own, or, by a visit, in the same one. */
function isThere(path: string): boolean {
  return location.href.endsWith(path) && (!('stayed' in window) || document.body.textContent?.trim() === 'there')
}

/** A plan by the number of the call, and the attempt. */
function byCall(): { plan: Plan; onCalls: GoldenPage['onCalls'] } {
  let faultOf: CallFault = () => undefined
  const calls = new Map<string, { number: number; attempt: number }>()
  return {
    plan({ header }) {
      const id = header('Hyper-Call')
      if (!id) return undefined
      const call = calls.get(id) ?? { number: calls.size, attempt: 0 }
      calls.set(id, call)
      return faultOf(call.number, ++call.attempt)
    },
    onCalls(fault) {
      faultOf = fault
      calls.clear()
    },
  }
}

async function addFrames(page: Page): Promise<Frame[]> {
  await page.evaluate((count) => {
    for (let i = 0; i < count; i++) document.body.append(document.createElement('iframe'))
  }, frameCount)
  const frames = page.frames().slice(1)
  await Promise.all(frames.map((frame) => frame.goto(page.url())))
  return frames
}

async function ready(frame: Frame): Promise<void> {
  await frame.waitForFunction('document.querySelector("main")?._x_dataStack')
  await frame.evaluate(install, data)
}

/** A title as the name of an action. */
function nameOf(title: string): string {
  return title.replaceAll(/\W/g, '-')
}

function actionOf({ returned }: Answer, way: Way): Action {
  if (way === 'whole') return action(() => returned())
  return action(async function* () {
    const given = returned()
    for (const each of Array.isArray(given) ? given : [given]) {
      yield each
      // so that each goes out by itself
      await new Promise(setImmediate)
    }
  })
}

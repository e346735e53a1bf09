import { ask } from './ask.js'
import type { Answer, Visit, Visits } from './visits.js'

/** Pages that are kept, those of them that are under way, and milliseconds for which they are. */
const most = { kept: 16, running: 2, age: 10_000 }

/** Asks for a page that is likely to be wanted. */
export function prefetch(visits: Visits, visit: Visit): void {
  const { prefetched } = visits
  const { connection } = navigator as { connection?: { saveData?: boolean; effectiveType?: string } }
  if (connection?.saveData || /2g/.test(connection?.effectiveType ?? '')) return
  const key = keyOf(visit)
  for (const [key, { since }] of prefetched) if (Date.now() - since > most.age) prefetched.delete(key)
  if (prefetched.has(key) || [...prefetched.values()].filter(({ isOver }) => !isOver).length >= most.running) return
  const controller = new AbortController()
  const answer = ask(visits, visit, 'prefetch', controller.signal).catch(() => undefined)
  const own = { answer, controller, since: Date.now(), isOver: false }
  prefetched.set(key, own)
  void answer.then(() => {
    own.isOver = true
  })
  const [oldest] = prefetched
  if (prefetched.size > most.kept && oldest) prefetched.delete(oldest[0])
}

/** What is there, or under way, for a visit. */
export async function takePrefetched({ prefetched }: Visits, visit: Visit): Promise<Answer | undefined> {
  // what is sent may change any page
  if (visit.form) prefetched.clear()
  const own = prefetched.get(keyOf(visit))
  prefetched.delete(keyOf(visit))
  if (!own || visit.kind !== 'visit' || visit.headers || Date.now() - own.since > most.age) return undefined
  const answer = await own.answer
  return answer && { ...answer, url: answer.url.split('#')[0] + visit.url.hash }
}

const keyOf = ({ url, region = '' }: Pick<Visit, 'url' | 'region'>) => `${url.href.split('#')[0]} ${region}`

import { reset } from '../items/reset.js'
import { undoMetas } from '../metas.js'
import { tellUrl } from '../tell-url.js'
import { greet, scrollTo } from './arrive.js'
import { arriveAt, leave } from './entries.js'
import { changeHead } from './head.js'
import { parsePage } from './parse.js'
import { runScripts } from './scripts.js'
import { type Region, regionsOf, swapRegions } from './swap.js'
import type { Answer, Current, Visit, Visits } from './visits.js'

/** Shows a page. False if it is nothing to show, or of another deployment. */
export async function show(visits: Visits, visit: Visit, answer: Answer, current: Current): Promise<boolean> {
  const { page } = visits
  const { text = '', version, url, policy = '' } = answer
  const { region, select, form, place, isShown, isFresh } = visit
  const { root, head, body } = parsePage(page, text, policy)
  const title = head.querySelector('title')
  let regions = region ? regionsOf(root, region, select) : []
  const isPart = regions.length > 0 && !/<(html|head|body)[\s>]/i.test(text)
  if (!regions.length) {
    if (!text || (region && !/<(!doctype|html|body)[\s>]/i.test(text))) return false
    regions = [[document.body, body]]
  }
  if (version && !form && version !== (visits.version ?? version) && !isEdited(visits, regions)) return false
  visits.version ??= version ?? undefined
  const { signal } = current.controller
  const newHead = isPart ? undefined : changeHead(visits, head, url)
  await newHead?.loaded
  const isInPlace = !!form && !answer.isRedirected && !answer.ok
  const isOther = !isInPlace && (isFresh || new URL(url).pathname !== new URL(page.url).pathname)
  const stays = isInPlace || isShown || (!isOther && !!region && !place)
  let places: Element[] = []
  const swap = () => {
    if (signal.aborted) return
    leave(visits, visit)
    arriveAt(visits, isInPlace ? { ...visit, history: 'keep' } : visit, answer)
    places = swapRegions(visits, regions, {
      isOther,
      forgets: isOther || (!!place && !isShown),
      edited: current.edited,
      ...(!isPart && { root }),
    })
    if (title) document.title = title.text
    tellUrl(document.documentElement)
    if (newHead) undoMetas(page)
    newHead?.finish()
    for (const el of visits.edited)
      if (!el.isConnected || places.some((place) => place.contains(el))) visits.edited.delete(el)
    const { hash } = new URL(url)
    const scroll = place && (visits.scrolls.get(place.id) ?? place.scroll)
    if (!stays || (hash && !isShown)) scrollTo(hash, scroll, !!scroll)
  }
  await staged(visits, visit, current, swap)
  if (signal.aborted) {
    newHead?.undo()
    return true
  }
  // of a form that was taken, only what was typed meanwhile stays
  if (form?.isConnected && answer.isRedirected)
    await reset({ target: 'this' }, { page, edited: current.edited, source: form } as never)
  // Alpine sets up what is new, and runs its effects, in microtasks
  for (let i = 0; i < 3; i++) await null
  if (isInPlace) document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  else if (!stays) greet(visits, places[0] ?? document.body)
  const scripts = [...(isPart ? [] : head.querySelectorAll('script')), ...document.body.querySelectorAll('script')]
  // under this policy, what we insert would run without a nonce
  visits.isStrict ||= /'nonce-/.test(policy) && /'strict-dynamic'/.test(policy)
  await runScripts(visits, signal, visits.isStrict ? scripts.filter(({ nonce }) => nonce) : scripts)
  return true
}

/** In the middle of a form, no page is loaded anew; what is in a region that changes goes anyhow. */
function isEdited({ edited }: Visits, regions: readonly Region[]): boolean {
  const isOther = (el: HTMLInputElement) => el.value !== el.defaultValue || el.checked !== el.defaultChecked
  return ([...edited] as HTMLInputElement[]).some(
    (el) => el.isConnected && el.form && isOther(el) && !regions.some(([live]) => live.contains(el)),
  )
}

/** Swaps, in a view transition if that is wanted. */
async function staged(
  { page }: Visits,
  { transition }: Visit,
  { controller }: Current,
  swap: () => void,
): Promise<void> {
  if (!transition) return swap()
  const { canTransition, swapInTransition } = await import('../staged.js')
  await (canTransition() ? swapInTransition({ page, controller }, swap) : swap())
}

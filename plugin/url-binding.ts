import { hostile } from '../server/wire.js'
import type { Data } from './alpine.js'
import { failureOf, report } from './error.js'
import { here } from './history.js'
import type { Page } from './page.js'
import { callParams } from './params.js'
import { changedQuery } from './query.js'
import { showUrl } from './show-url.js'
import { tellUrl } from './tell-url.js'
import { isSame, readValue, writeValue } from './url-values.js'

/** Milliseconds in which changes gather. */
const pause = 200
/** Characters of a query that is written; servers refuse much longer ones. */
const longest = 4000

/** A name, the data that has it, and its first value. */
interface Bound {
  readonly name: string
  readonly data: Data
  readonly initial: unknown
  /** Its values in the URL, as they were read or written last. */
  seen?: string
}

/** Binds names of the data around an element to the query of the URL, both ways, until the function it gives is called. */
export function bindUrl(page: Page, el: Element, expression: string, modifiers: readonly string[]): () => void {
  const { Alpine } = page
  const [push, load] = ['push', 'load'].map((modifier) => modifiers.includes(modifier)) as [boolean, boolean]
  const fail = (why: string) => report(el, failureOf({ source: el, written: `x-url="${expression}"` }, 'syntax', why))
  const bound = boundTo(page, el, expression, fail)
  let timer: ReturnType<typeof setTimeout> | undefined
  let known = ''
  let path = ''

  const look = () => JSON.stringify(bound.map(({ data, name }) => data[name]))
  const read = (isWhole: boolean) => {
    path = location.pathname
    const query = new URLSearchParams(location.search)
    for (const each of bound) {
      const { data, name, initial, seen } = each
      const values = query.getAll(name)
      each.seen = JSON.stringify(values)
      const value = readValue(values, initial)
      // a copy, as the page may change what it gets
      if ((isWhole || each.seen !== seen) && !isSame(data[name], value)) data[name] = structuredClone(value)
    }
    known = look()
  }
  const write = () => {
    timer = undefined
    const changes = new Map(bound.map(({ data, name, initial }) => [name, writeValue(data[name], initial)]))
    const seen = (name: string) => JSON.stringify(changes.get(name))
    if (bound.every((each) => each.seen === seen(each.name))) return
    const search = changedQuery(location.search, changes)
    if (search.length > longest)
      return fail(`its values make a query of more than ${longest} characters; bind shorter ones`)
    for (const each of bound) each.seen = seen(each.name)
    showUrl(page, el, location.pathname + search + location.hash, { push, ...(load && { by: 'params' }) })
    if (load) void callParams(page, el)
  }
  const watch = () => {
    const now = look()
    if (now === known) return
    known = now
    clearTimeout(timer)
    timer = setTimeout(write, pause)
  }
  // what the user has changed since is not in the URL yet, and stays
  const follow = () => timer === undefined && el.isConnected && read(false)
  const restore = ({ state }: PopStateEvent) => {
    if (location.pathname !== path) return
    clearTimeout(timer)
    timer = undefined
    read(true)
    if ((state?.hyper && state.by !== 'page') || here() === page.shown) return
    page.shown = here()
    tellUrl(el)
  }
  read(true)
  const effect = Alpine.effect(watch)
  addEventListener('popstate', restore)
  document.addEventListener('hyper:url', follow)
  return () => {
    clearTimeout(timer)
    Alpine.release(effect)
    removeEventListener('popstate', restore)
    document.removeEventListener('hyper:url', follow)
  }
}

function boundTo(page: Page, el: Element, expression: string, fail: (why: string) => void): Bound[] {
  const scopes = page.Alpine.closestDataStack(el)
  return expression.split(',').flatMap((each) => {
    const name = each.trim()
    const data = scopes.find((scope) => name in scope)
    if (!data || hostile.test(name) || typeof data[name] === 'function') {
      fail(`no x-data around it has "${name}" as a value; give names with commas between them`)
      return []
    }
    const initial = initialOf(page, data, name)
    if (typeof initial !== 'object' || initial === null || Array.isArray(initial)) return { name, data, initial }
    fail(`"${name}" is an object, which no query can hold; bind its members as names of their own`)
    return []
  })
}

/** Kept for the data, as a directive may begin anew when its value has changed. */
function initialOf(page: Page, data: Data, name: string): unknown {
  page.initial ??= new WeakMap()
  const own = page.initial.get(data) ?? new Map<string, unknown>()
  page.initial.set(data, own)
  if (!own.has(name)) own.set(name, JSON.parse(JSON.stringify(data[name] ?? null)))
  return own.get(name)
}

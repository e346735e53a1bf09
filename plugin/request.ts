import type { Call } from './call.js'
import { HyperError } from './error.js'
import type { Page } from './page.js'
import { isList, isObject } from './reconcile.js'

/** The request of a call, as WIRE says. @throws HyperError `data` */
export function encode(page: Page, call: Call, given: Record<string, unknown>): Request {
  const { method, name } = call.syntax
  const { _action, ...data } = given
  const files: [string, Blob][] = []
  const rest = withoutFiles(data, '', files) as Record<string, unknown>
  const isPath = name[0] === '/'
  const action = call.url === undefined ? !isPath && name : _action
  const url = new URL(call.url ?? (isPath ? fillParams(name, rest) : page.url), page.url)
  if (url.origin !== location.origin) {
    throw new HyperError('data', `${method} ${url.href} is of another origin; actions are called on their own`)
  }
  url.hash = ''

  const headers = new Headers({
    Accept: 'text/event-stream, text/html;q=0.9, application/json;q=0.8',
    'Hyper-Call': call.id,
    'Hyper-Url': encodeURI(location.href),
  })
  if (action) headers.set('Hyper-Action', String(action))
  if (call.source.id) headers.set('Hyper-Source', encodeURI(call.source.id))
  if (document.documentElement.lang) headers.set('Hyper-Lang', encodeURI(document.documentElement.lang))

  const init: RequestInit = { method, headers, signal: call.controller.signal }
  if (method === 'GET' || method === 'DELETE') {
    if (files.length > 0)
      throw new HyperError('data', `${method} ${url.pathname}: a file cannot be sent by ${method}; use POST`)
    // a path with nothing to send keeps its own query as input, as without JavaScript
    if (action || Object.keys(rest).length > 0) url.searchParams.set('_data', JSON.stringify(rest))
    init.cache = 'no-store'
  } else if (files.length > 0) {
    const body = new FormData()
    body.set('_data', JSON.stringify(rest))
    for (const [path, file] of files) body.append(path, file)
    init.body = body
  } else {
    headers.set('Content-Type', 'application/json')
    init.body = JSON.stringify(rest)
  }
  if (method !== 'GET') headers.set('Idempotency-Key', call.id)
  return new Request(url, init)
}

/** Takes a route's params out of the data. */
function fillParams(path: string, data: Record<string, unknown>): string {
  return path.replace(/:([A-Za-z_$][\w$]*)/g, (_match, name: string) => {
    const value = String(data[name] ?? '')
    delete data[name]
    if (/^\.{0,2}$/.test(value))
      throw new HyperError('data', `${path}: :${name} is "${value}"; it has to be in the data, and not "." or ".."`)
    return encodeURIComponent(value)
  })
}

/** A copy without the files, which are gathered under the path they have in the data. */
function withoutFiles(value: unknown, path: string, files: [string, Blob][]): unknown {
  if (value instanceof FileList) return withoutFiles([...value], path, files)
  if (value instanceof Blob) {
    files.push([path, value])
    return undefined
  }
  const at = (key: string | number) => (path ? `${path}.${key}` : `${key}`)
  if (isList(value)) return value.map((each, index) => withoutFiles(each, at(index), files))
  if (!isObject(value)) return value
  // Alpine's $data has a toJSON, and in it methods and what is private to the page
  const isData = typeof value['toJSON'] === 'function'
  const entries = Object.entries(value).filter(
    ([key, each]) => !(isData && (key[0] === '_' || typeof each === 'function')),
  )
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutFiles(each, at(key), files)]))
}

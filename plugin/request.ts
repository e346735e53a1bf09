import type { Call } from './call.js'
import { HyperError } from './error.js'
import type { Page } from './page.js'
import { isList, isObject } from './reconcile.js'

type Data = Record<string, unknown>

/** The request of a call, as WIRE says. @throws HyperError `data` */
export function encode(page: Page, call: Call, { _action, ...given }: Data): Request {
  const { method, name } = call.syntax
  const files = new FormData()
  const data = withoutFiles(given, '', files) as Data
  const isPath = name[0] === '/'
  const action = call.url === undefined ? !isPath && name : _action
  const url = new URL(call.url ?? (isPath ? fillParams(name, data) : page.url), document.baseURI)
  if (url.origin !== location.origin) refuse(url.href, 'is of another origin')

  const known = {
    'Hyper-Action': action,
    'Hyper-Source': call.source.id,
    'Hyper-Url': location.href,
    'Hyper-Lang': document.documentElement.lang,
    'Idempotency-Key': method !== 'GET' && call.id,
  }
  const headers = new Headers({
    Accept: 'text/event-stream, text/html;q=0.9, application/json;q=0.8',
    'Hyper-Call': call.id,
  })
  for (const [header, value] of Object.entries(known)) if (value) headers.set(header, encodeURI(value as string))
  const init: RequestInit = { method, headers, signal: call.controller.signal, cache: 'no-store' }
  const json = JSON.stringify(data)
  const hasFiles = [...files.keys()].length > 0
  if (/GET|DELETE/.test(method)) {
    if (hasFiles) refuse(name, `cannot send a file by ${method}`)
    // a path with nothing to send keeps its own query as input, as without JavaScript
    if (action || json !== '{}') url.searchParams.set('_data', json)
  } else if (hasFiles) {
    files.set('_data', json)
    init.body = files
  } else {
    headers.set('Content-Type', 'application/json')
    init.body = json
  }
  return new Request(url, init)
}

/** Takes a route's params out of the data. */
function fillParams(path: string, data: Data): string {
  return path.replace(/:([\w$]+)/g, (_match, name: string) => {
    const value = `${data[name] ?? ''}`
    delete data[name]
    // these would name another path
    if (/^\.{0,2}$/.test(value)) refuse(path, `needs :${name} in its data, and not "${value}"`)
    return encodeURIComponent(value)
  })
}

/** A copy without the files, which are gathered under the path they have in the data. */
function withoutFiles(value: unknown, path: string, files: FormData): unknown {
  if (value instanceof Blob) return void files.append(path, value)
  const inside = (each: unknown, key: string | number) => withoutFiles(each, path ? `${path}.${key}` : `${key}`, files)
  if (isList(value) || value instanceof FileList) return Array.from(value, inside)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(ownData(value)).map(([key, each]) => [key, inside(each, key)]))
}

/** The members of an object; of Alpine's `$data`, which cannot be spread, those that are not private to the page. */
export function ownData(value: Data): Data {
  if (typeof value['toJSON'] !== 'function') return value
  const all = Object.entries((value as unknown as { toJSON(): Data }).toJSON())
  return Object.fromEntries(all.filter(([key, each]) => key[0] !== '_' && typeof each !== 'function'))
}

function refuse(what: string, why: string): never {
  throw new HyperError('data', `${what} ${why}`)
}

import type { Call } from './call.js'
import { HyperError } from './error.js'
import { idOf } from './id.js'
import { isObject } from './reconcile.js'

type Data = Record<string, unknown>

/** The request of a call, as WIRE says. @throws HyperError `data` */
export function encode(call: Call, { _action, ...data }: Data): Request {
  const { page, syntax, source, url: own, id, prompt } = call
  const { method, name } = syntax
  const isPath = name[0] === '/'
  const action = own === undefined ? !isPath && name : _action
  const url = new URL(own ?? (isPath ? page.base + fillParams(name, data) : page.url), document.baseURI)
  if (url.origin !== location.origin) refuse(`"${url}"`, 'is of another origin')

  const known = {
    'Hyper-Call': id,
    'Hyper-Action': action,
    'Hyper-Source': idOf(source),
    'Hyper-Url': location.href,
    'Hyper-Lang': document.documentElement.lang,
    'Hyper-Prompt': prompt,
    'Hyper-Tab': page.tab,
    'Idempotency-Key': method !== 'GET' && id,
  }
  const headers: Record<string, string> = { Accept: 'text/event-stream, text/html;q=0.9, application/json;q=0.8' }
  for (const [header, value] of Object.entries(known)) if (value) headers[header] = encodeURI(value as string)
  const files: [path: string, file: Blob][] = []
  const json = stringify(data, files)
  // not a form, whose type would have the boundary of this request, and is sent with another one
  let body: string | null = null
  if (/GET|DELETE/.test(method)) {
    if (files.length) refuse(name, `cannot send a file by ${method}`)
    // a path with nothing to send keeps its own query as input, as without JavaScript
    if (action || json !== '{}') url.searchParams.set('_data', json)
  } else if (files.length) {
    const form = new FormData()
    for (const [path, file] of files) form.append(path, file)
    form.set('_data', json)
    call.body = form
  } else {
    headers['Content-Type'] = 'application/json'
    call.body = body = json
  }
  const request = new Request(url, { method, body, headers })
  for (const [header, value] of Object.entries(page.headers())) request.headers.set(header, value)
  return request
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

/** The JSON of data without its files, which are gathered with the path they have in it. */
function stringify(data: Data, files: [path: string, file: Blob][]): string {
  const paths = new Map<unknown, string>()
  return JSON.stringify(data, function (this: Data, key, value) {
    const path = [paths.get(this), key].filter(Boolean).join('.')
    if (value instanceof Blob) return void files.push([path, value])
    const copy = value instanceof FileList ? [...value] : isObject(this[key]) ? ownData(this[key]) : value
    paths.set(copy, path)
    return copy
  })
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

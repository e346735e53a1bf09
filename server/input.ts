import type { StandardSchemaV1 } from '@standard-schema/spec'
import type Koa from 'koa'
import { group } from './fields.js'
import type { Limits } from './settings.js'
import { type FieldErrors, hostile } from './wire.js'

export type Data = Record<string, unknown>

/** The data of these methods is in the query; that of the others in the body. */
export function inQuery(ctx: Koa.Context): boolean {
  return /^(GET|HEAD|DELETE)$/.test(ctx.request.method)
}

/** What came with the request: fields and data, then the route's params, which win. */
export function inputOf(ctx: Koa.Context, body: unknown, limits: Required<Limits>): Data {
  const given = inQuery(ctx) ? fromQuery(ctx) : fromBody(ctx, body)
  checkShape(ctx, given, limits)
  const data = { ...given, ...(ctx['params'] as Data | undefined) }
  if ('_action' in given) delete data['_action']
  return data
}

/** What a query says, as that of a page that is loaded; then the route's params. */
export function queryInput(ctx: Koa.Context, query: URLSearchParams, limits: Required<Limits>): Data {
  const given = group(query)
  checkShape(ctx, given, limits)
  return { ...given, ...(ctx['params'] as Data | undefined) }
}

function fromQuery(ctx: Koa.Context): Data {
  const query = new URLSearchParams(ctx.querystring)
  const data = query.get('_data')
  return data === null ? group(query) : parse(ctx, data)
}

function fromBody(ctx: Koa.Context, body: unknown): Data {
  if (body === undefined || body === null) return {}
  if (!isRecord(body)) ctx.throw(400, `The body of ${ctx.method} ${ctx.path} is not an object of fields`)
  const { _data, ...parts } = body
  if (typeof _data !== 'string') return body
  const data = parse(ctx, _data)
  for (const [path, file] of Object.entries(parts)) place(data, path, file)
  return data
}

function parse(ctx: Koa.Context, json: string): Data {
  try {
    const data: unknown = JSON.parse(json)
    if (isRecord(data)) return data
  } catch {
    // not JSON: refused below, as what is no object
  }
  return ctx.throw(400, `_data of ${ctx.method} ${ctx.path} is not a JSON object`)
}

/** Files travel beside the data, under the path they have in it: `items.0.photo`. */
function place(data: Data, path: string, file: unknown): void {
  const keys = path.split('.')
  const last = keys.pop() ?? path
  let holder: unknown = data
  for (const key of keys) holder = isContainer(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined
  // an index that the data left free, and no other: a far one would stretch the array without end
  const fits = isRecord(holder) || (Array.isArray(holder) && Object.prototype.propertyIsEnumerable.call(holder, last))
  if (fits) define(holder as Data, last, file)
  else define(data, path, file)
}

/** Assigning to `__proto__` would hide the key from the check of hostile ones. */
function define(holder: Data, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true })
}

function checkShape(ctx: Koa.Context, data: Data, limits: Required<Limits>): void {
  let fields = 0
  const refuse = (status: number, why: string) => ctx.throw(status, `The data of ${ctx.method} ${ctx.path} ${why}`)
  const walk = (value: unknown, depth: number): void => {
    if (!isContainer(value)) return
    if (depth > limits.depth)
      refuse(400, `is nested deeper than ${limits.depth}; limits.depth of the action allows no more`)
    for (const key of Object.keys(value)) {
      if (++fields > limits.fields)
        refuse(413, `has more than ${limits.fields} fields; limits.fields of the action allows no more`)
      if (hostile.test(key) && !isHarmless(key, value))
        refuse(400, `has the key ${JSON.stringify(key)}, which is not allowed`)
      walk(value[key], depth + 1)
    }
  }
  walk(data, 1)
}

/** A field may be called `constructor`, if it does not lead on to a prototype. */
function isHarmless(key: string, holder: Data): boolean {
  return key === 'constructor' && !isContainer(holder[key])
}

function isContainer(value: unknown): value is Data {
  return Array.isArray(value) || isRecord(value)
}

export function isRecord(value: unknown): value is Data {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Validates by Standard Schema, https://standardschema.dev. */
export async function validate(
  schema: StandardSchemaV1,
  data: Data,
): Promise<{ value: unknown; errors?: undefined } | { errors: FieldErrors }> {
  const result = await schema['~standard'].validate(data)
  if (!result.issues) return { value: result.value }
  const errors = new Map<string, string[]>()
  for (const { path = [], message } of result.issues) {
    const field = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.')
    errors.set(field, [...(errors.get(field) ?? []), message])
  }
  return { errors: Object.fromEntries(errors) }
}

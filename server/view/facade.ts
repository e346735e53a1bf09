import { checkName } from '../items/signals.js'
import type { OpenView, ViewMethods } from '../view.js'
import { flushSoon } from './flush.js'
import { send } from './outbox.js'
import type { ViewRecord } from './record.js'
import { listOf } from './rows.js'
import { touch } from './state.js'
import { cancel, start } from './tasks.js'

const slot = Symbol('alpine-hyper view')

/** The fields of a view, which knows its record and has the methods as its prototype. */
export type Fields = Record<string, unknown> & { readonly [slot]: ViewRecord }

/** @throws TypeError for a name that cannot be a signal, or is that of a method. */
export function checkField(name: string): void {
  if (name in methods) throw new TypeError(`A view has a method ${name}; give the field another name`)
  checkName(name)
  if (name.includes('.'))
    throw new TypeError(`A field of a view is named ${JSON.stringify(name)}; set it inside its value`)
}

/** Makes a record's fields into what its handlers see. */
export function facadeOf(fields: Fields): OpenView {
  return new Proxy(fields, handler) as unknown as OpenView
}

export function createFields(record: ViewRecord, initial: object): Fields {
  const fields = Object.create(methods, { [slot]: { value: record } }) as Fields
  return Object.assign(fields, initial)
}

/** One for all views: each has its record on its fields. */
const handler: ProxyHandler<Fields> = {
  get(fields, name, facade) {
    const value: unknown = Reflect.get(fields, name, facade)
    // whoever gets an object may change it
    if (typeof value === 'object' && value !== null && isPublic(fields, name)) {
      const record = fields[slot]
      touch(record, name)
      if (record.touched) record.touched.add(name)
      else flushSoon(record)
    }
    return value
  },
  set(fields, name, value) {
    if (typeof name !== 'string') throw new TypeError('A field of a view has a name, and is no symbol')
    if (!Object.hasOwn(fields, name)) checkField(name)
    if (typeof value === 'function' && isPublicName(name))
      throw new TypeError(
        `view.${name} is a signal, and cannot be a function; name it _${name} to keep it on the server`,
      )
    fields[name] = value
    if (isPublicName(name)) {
      touch(fields[slot], name)
      flushSoon(fields[slot])
    }
    return true
  },
  deleteProperty(_fields, name) {
    throw new TypeError(`view.${String(name)} cannot be deleted, as the page has it; set it to null`)
  },
  defineProperty(_fields, name) {
    throw new TypeError(`view.${String(name)} cannot be defined; assign it`)
  },
}

function isPublic(fields: Fields, name: string | symbol): name is string {
  return typeof name === 'string' && isPublicName(name) && Object.hasOwn(fields, name)
}

function isPublicName(name: string): boolean {
  return name[0] !== '_'
}

const methods: ViewMethods & ThisType<Fields> = {
  get private() {
    const record = this[slot]
    record.private ??= {}
    return record.private
  },
  get abortSignal() {
    const record = this[slot]
    record.leaving ??= new AbortController()
    if (record.reason) record.leaving.abort()
    return record.leaving.signal
  },
  send(returned) {
    return send(this[slot], returned)
  },
  subscribe(topic) {
    const record = this[slot]
    if (!record.reason) record.host.subscribe(record, topic)
  },
  unsubscribe(topic) {
    const record = this[slot]
    record.host.unsubscribe(record, topic)
  },
  start(name, work, end = {}) {
    start(this[slot], name, work, end as object)
  },
  cancel(name) {
    cancel(this[slot], name)
  },
  list(name, options = {}) {
    const record = this[slot]
    if (Object.hasOwn(record.fields, name))
      throw new TypeError(
        `view.list(${JSON.stringify(name)}): the view has a field of that name; a list is not kept here`,
      )
    return listOf(record, name, options)
  },
}

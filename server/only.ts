import type { StandardSchemaV1 } from '@standard-schema/spec'
import type Koa from 'koa'
import { type Data, validate } from './input.js'
import { type Errors, errors } from './items/errors.js'
import { hostile } from './wire.js'

const key = '_only'

/** Takes the key `_only` out of the input: the fields that a call wants to have checked, and nothing done. */
export function takeOnly(ctx: Koa.Context, data: Data): string[] | undefined {
  if (!Object.hasOwn(data, key)) return undefined
  const names: unknown[] = [data[key]].flat()
  delete data[key]
  if (names.every(isName)) return names
  return ctx.throw(400, `_only of ${ctx.method} ${ctx.path} is not the name of a field, nor a list of such`)
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && (name === 'constructor' || !hostile.test(name))
}

/** What the schema says of these fields, and of what is nested in them. The others may still be empty. */
export async function checkOnly(
  schema: StandardSchemaV1 | undefined,
  data: Data,
  only: readonly string[],
): Promise<Errors> {
  const { errors: all = {} } = schema ? await validate(schema, data) : {}
  const named = Object.entries(all).filter(([field]) => only.some((name) => isWithin(field, name)))
  return errors(Object.fromEntries(named), { only })
}

/** The name `''` is the form itself, and not all that is in it. */
function isWithin(field: string, name: string): boolean {
  return field === name || (name !== '' && field.startsWith(`${name}.`))
}

import type Koa from 'koa'
import { actionContext } from './action-context.js'
import type { AnyItem, Exchange } from './exchange.js'
import { elements, textOf } from './items/elements.js'
import { pull } from './pull.js'
import { type HttpError, report } from './report.js'
import { statusOf } from './writer.js'

/** Whether the application has something to say to this error. */
export function isUnexpected({ settings }: Exchange, error: HttpError): boolean {
  return settings.onError !== undefined && statusOf(error) >= 500
}

/** What the application has to say to it. If that fails, it is reported, and the error is answered without. */
export async function itemsFor(ctx: Koa.Context, { settings }: Exchange, error: HttpError): Promise<AnyItem[]> {
  const items: AnyItem[] = []
  try {
    for await (const item of pull(settings.onError?.(error, actionContext(ctx)))) items.push(await settled(item))
  } catch (failure) {
    report(ctx, failure)
  }
  return items
}

async function settled(item: AnyItem): Promise<AnyItem> {
  if (item.kind !== 'elements') return item
  const { markup, ...options } = item.data
  return elements(textOf(await markup), options)
}

import { z } from 'zod'
import { type Kind, kinds, regions } from '../search/places.js'

export const columns = ['name', 'kind', 'region', 'height'] as const
export type Column = (typeof columns)[number]

/** What the table shows, as the address says it; what is none of ours is as if it were not there. */
export const Query = z.object({
  kind: z.enum(kinds).or(z.literal('')).catch(''),
  region: z.enum(regions).or(z.literal('')).catch(''),
  sort: z.enum(columns).catch('height'),
  order: z.enum(['up', 'down']).catch('down'),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
})

export interface Query {
  kind: Kind | ''
  region: string
  sort: Column
  order: 'up' | 'down'
  page: number
}

const usual: Query = { kind: '', region: '', sort: 'height', order: 'down', page: 1 }

/** The address that shows it, without what goes without saying. */
export function urlOf(query: Query): string {
  const told = Object.entries(query)
    .filter(([name, value]) => value !== usual[name as keyof Query])
    .map(([name, value]) => [name, String(value)])
  const search = new URLSearchParams(Object.fromEntries(told))
  return told.length > 0 ? `/places?${search}` : '/places'
}

/** With another order the table begins again. */
export function sortedBy(query: Query, column: Column): Query {
  const isUp = query.sort === column ? query.order === 'down' : column !== 'height'
  return { ...query, sort: column, order: isUp ? 'up' : 'down', page: 1 }
}

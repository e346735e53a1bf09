import { randomInt, randomUUID } from 'node:crypto'
import type Koa from 'koa'

/** Somebody who looks at the demo: all tabs of a browser are one. */
export interface Guest {
  id: string
  name: string
}

const names = ['Marmot', 'Chamois', 'Ibex', 'Lynx', 'Raven', 'Fox', 'Hare', 'Owl', 'Badger', 'Swift', 'Newt', 'Moth']

const cookie = 'guest'
const year = 365 * 86_400_000

/** As the cookie says; whoever has none gets a name and keeps it. */
export function guestOf({ cookies }: Pick<Koa.Context, 'cookies'>): Guest {
  const [, id, name] = /^([\w-]{36})\.([A-Za-z]{1,20})$/.exec(cookies.get(cookie) ?? '') ?? []
  if (id && name) return { id, name }
  const guest = { id: randomUUID() as string, name: names[randomInt(names.length)] as string }
  cookies.set(cookie, `${guest.id}.${guest.name}`, { maxAge: year, sameSite: 'lax' })
  return guest
}

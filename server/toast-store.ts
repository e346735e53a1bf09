import type Koa from 'koa'
import { isRecord } from './input.js'
import type { ToastAction, ToastData, ToastLevel } from './wire.js'

/** Bytes of kept toasts as JSON: a session may be a cookie too, and a cookie holds 4 KB. */
const limit = 2048

/** Seconds until a cookie of toasts is forgotten. */
const age = 60

const cookie = 'hyper-toasts'
const key = 'hyperToasts'

/** Toasts that wait for a page: in the session, if there is one, else in a cookie. */
export function loadToasts(ctx: Koa.Context): ToastData[] {
  const isSigned = ctx.app.keys !== undefined
  return [
    ...fromStored(sessionOf(ctx)?.[key], true),
    ...fromStored(decoded(ctx.cookies.get(cookie, { signed: isSigned })), isSigned),
  ]
}

/** Stores them in the place of those that wait; the oldest are dropped if they are too many. */
export function storeToasts(ctx: Koa.Context, toasts: readonly ToastData[]): void {
  const kept = [...toasts]
  while (Buffer.byteLength(JSON.stringify(kept)) > limit) kept.shift()
  clearStored(ctx)
  const session = sessionOf(ctx)
  if (kept.length === 0) return
  if (session) session[key] = kept
  else setCookie(ctx, Buffer.from(JSON.stringify(kept)).toString('base64url'))
}

export function clearStored(ctx: Koa.Context): void {
  const session = sessionOf(ctx)
  if (session && key in session) delete session[key]
  if (ctx.get('Cookie').includes(`${cookie}=`)) setCookie(ctx, null)
}

function sessionOf(ctx: Koa.Context): Record<string, unknown> | undefined {
  const session: unknown = ctx['session']
  return typeof session === 'object' && session !== null ? (session as Record<string, unknown>) : undefined
}

function setCookie(ctx: Koa.Context, value: string | null): void {
  ctx.cookies.set(cookie, value, {
    signed: ctx.app.keys !== undefined,
    httpOnly: true,
    sameSite: 'lax',
    secure: ctx.secure,
    overwrite: true,
  })
  if (value === null) return
  // koa's cookies know only Expires, which a browser whose clock is wrong takes for the past
  const set = ctx.res.getHeader('Set-Cookie') as string[]
  ctx.set(
    'Set-Cookie',
    set.map((each) => (each.startsWith(cookie) ? `${each}; max-age=${age}` : each)),
  )
}

function decoded(value: string | undefined): unknown {
  if (!value || value.length > 2 * limit) return undefined
  try {
    return JSON.parse(Buffer.from(value, 'base64url').toString())
  } catch {
    return undefined // not ours: as if there were none
  }
}

const levels: readonly unknown[] = ['info', 'success', 'warning', 'error'] satisfies ToastLevel[]

/**
 * What is stored, as far as it is toasts. A cookie that nobody signed may come from anyone: such a toast has no button,
 * which would make a call in the user's name.
 */
export function fromStored(stored: unknown, isTrusted: boolean): ToastData[] {
  if (!Array.isArray(stored)) return []
  return stored.filter(isRecord).flatMap(({ message, level, id, timeout, action }) => {
    if (typeof message !== 'string') return []
    const toast: ToastData = { message, level: levels.includes(level) ? (level as ToastLevel) : 'info' }
    if (typeof id === 'string') toast.id = id
    if (typeof timeout === 'number' && timeout >= 0) toast.timeout = timeout
    if (isTrusted && isAction(action)) toast.action = action
    return [toast]
  })
}

function isAction(action: unknown): action is ToastAction & Record<string, unknown> {
  if (!isRecord(action)) return false
  const { label, call, data } = action
  return typeof label === 'string' && typeof call === 'string' && (data === undefined || isRecord(data))
}

import type Koa from 'koa'
import { scopeOf } from '../cancel.js'
import { exchangeOf } from '../exchange.js'
import { digest } from '../fingerprint.js'

/** Whose a request is, as far as its credentials say: a view of somebody else is nobody's. */
export function ownerOf(ctx: Koa.Context): string {
  return digest(scopeOf(ctx, exchangeOf(ctx)))
}

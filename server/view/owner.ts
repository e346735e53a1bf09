import type Koa from 'koa'
import { scopeOf } from '../cancel.js'
import { exchangeOf } from '../exchange.js'
import { digest } from '../fingerprint.js'

/** Whose a request is: a digest of its credentials and its user. */
export function ownerOf(ctx: Koa.Context, user: string | undefined): string {
  return digest(JSON.stringify([scopeOf(ctx, exchangeOf(ctx)), user]))
}

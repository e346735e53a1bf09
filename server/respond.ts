import type Koa from 'koa'
import { findExchange } from './exchange.js'
import { Outlet } from './outlet.js'

/**
 * Connects streams with their responses. Koa would put a pipeline between, which holds 10 KB as long as the stream is
 * open. It asks for `ctx.respond` once all middleware is done, so that the headers are whole by then.
 */
export function respondByOutlets({ context }: Koa): void {
  Object.defineProperty(context, 'respond', {
    configurable: true,
    get(this: Koa.Context) {
      const { body } = this.response
      const begin = findExchange(this)?.begin
      if (begin && this.method !== 'HEAD') {
        if (this.writable && !this.res.headersSent) begin()
        return false
      }
      // HEAD has no body, and who has left reads none
      if (!(body instanceof Outlet) || this.method === 'HEAD' || !this.writable) return undefined
      if (body.isPiped) return false
      const { res } = this
      // written by themselves the headers become one text; joined with what follows they stay a tree of their pieces
      res.cork()
      res.flushHeaders()
      body.pipe(res)
      res.uncork()
      return false
    },
    // it is a plain property for whoever sets it
    set(this: Koa.Context, value: unknown) {
      Object.defineProperty(this, 'respond', { value, configurable: true, enumerable: true, writable: true })
    },
  })
}

import type Koa from 'koa'
import type { Markup } from './items/elements.js'

declare module 'koa' {
  /** Names of views, and the data that each of them takes. An application adds its own. */
  interface HyperViews {}
}

/** The name of a view: those of `HyperViews`, or any text if that has none. */
export type View = [keyof Koa.HyperViews] extends [never] ? string : keyof Koa.HyperViews

/** The data that a view takes. */
export type ViewData<V> = V extends keyof Koa.HyperViews ? Koa.HyperViews[V] : unknown

/** Renders a part of a page with a template library. */
export type Render = (ctx: Koa.Context, view: View, data: ViewData<View>) => Markup | Promise<Markup>

export function rendered(ctx: Koa.Context, render: Render | undefined, view: View, data: unknown) {
  if (render) return render(ctx, view, data as ViewData<View>)
  throw new TypeError(
    `ctx.hyper.render(${JSON.stringify(view)}) on ${ctx.method} ${ctx.path}: there is no renderer; give one, hyper({ render: (ctx, view, data) => markup })`,
  )
}

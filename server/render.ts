import type Koa from 'koa'
import type { Markup } from './items/elements.js'

declare module 'koa' {
  /** Names of parts, and the data that each of them takes. An application adds its own. */
  interface HyperParts {}
}

/** The name of a part: those of `HyperParts`, or any text if that has none. */
export type Part = [keyof Koa.HyperParts] extends [never] ? string : keyof Koa.HyperParts

/** The data that a part takes. */
export type PartData<P> = P extends keyof Koa.HyperParts ? Koa.HyperParts[P] : unknown

/** Renders a part of a page with a template library. */
export type Render = (ctx: Koa.Context, part: Part, data: PartData<Part>) => Markup | Promise<Markup>

export function rendered(ctx: Koa.Context, render: Render | undefined, part: Part, data: unknown) {
  if (render) return render(ctx, part, data as PartData<Part>)
  throw new TypeError(
    `ctx.hyper.render(${JSON.stringify(part)}) on ${ctx.method} ${ctx.path}: there is no renderer; give one, hyper({ render: (ctx, part, data) => markup })`,
  )
}

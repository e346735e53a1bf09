import type Koa from 'koa'

type Named<T> = {
  [K in keyof T as string extends K ? never : number extends K ? never : symbol extends K ? never : K]: T[K]
}

/** Koa's context in an action. Add to it as Koa says: augment `DefaultState`, `DefaultContext` or `BaseContext` of `koa`. */
export type ActionContext = Koa.ExtendableContext &
  Named<Koa.DefaultContext> & {
    state: Koa.DefaultState
    /** The route's params. */
    params: Record<string, string>
    body: unknown
  }

/** The router adds `params`; without one there are none. */
export function actionContext(ctx: Koa.Context): ActionContext {
  ctx['params'] ??= {}
  return ctx as unknown as ActionContext
}

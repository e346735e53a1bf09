import type Koa from 'koa'
import type { App, AppOptions } from './app.js'

/** A page of a site: what is in its body, or more of it. */
export type SitePage =
  | string
  | { title?: string; head?: string; body: string; attributes?: string; html?: string; status?: number }

export interface SiteOptions extends Omit<Partial<AppOptions>, 'body'> {
  /** Pages are also asked for in advance: a click that takes its time would be one of these. */
  prefetches?: true
  /** By path, the first one is opened. A function is asked for each request; one that gives nothing has answered itself. */
  pages: Record<string, SitePage | ((ctx: Koa.Context) => SitePage | undefined | Promise<SitePage | undefined>)>
}

/** What the server was asked for. */
export interface Asked {
  readonly method: string
  readonly url: string
  /** The header `Hyper-Visit`. */
  readonly kind: string
  readonly ctx: Koa.Context
}

export interface Site extends App {
  readonly asked: Asked[]
  /** The pages that were asked for by visits, but not in advance, as `kind url`. */
  visits(): string[]
}

const scripts =
  '<script src="/script.js"></script><script defer src="/hyper.js"></script><script defer src="/alpine.js"></script>'

/** Opens a site of several pages, whose bodies have `x-visit`. */
export async function openSite(open: (options: AppOptions) => Promise<App>, options: SiteOptions): Promise<Site> {
  const { pages, prefetches, ...others } = options
  const asked: Asked[] = []
  const app = await open({
    ...others,
    context: others.context ?? {},
    body: '',
    routes: (router, koa) => {
      others.routes?.(router, koa)
      for (const [path, page] of Object.entries(pages))
        router.all(path, async (ctx) => {
          asked.push({ method: ctx.method, url: ctx.url, kind: ctx.get('Hyper-Visit'), ctx })
          const answer = typeof page === 'function' ? await page(ctx) : page
          if (answer === undefined) return
          const {
            title = path,
            head = '',
            body,
            attributes = prefetches ? 'x-visit' : 'x-visit.noprefetch',
            html = 'lang="en"',
            status = 200,
          } = typeof answer === 'string' ? { body: answer } : answer
          ctx.status = status
          ctx.type = 'html'
          if (others.alpine === 'csp' && !ctx.response.get('Content-Security-Policy'))
            ctx.set('Content-Security-Policy', "default-src 'self'; img-src 'self' data:")
          ctx.body = `<!doctype html>
<html ${html}><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">
${others.head ?? scripts}${head}</head>
<body ${attributes}>${body}</body></html>`
        })
    },
  })
  const [first = '/'] = Object.keys(pages)
  await app.page.goto(app.url + first)
  // one document: a page that is loaded has no mark
  await app.page.evaluate('window.isSame = true')
  const visits = () => asked.filter(({ kind }) => /visit|restore/.test(kind)).map(({ kind, url }) => `${kind} ${url}`)
  return { ...app, asked, visits }
}

/** Whether the document is the one that was opened. */
export const isSame = ({ page }: App): Promise<unknown> => page.evaluate('!!window.isSame')

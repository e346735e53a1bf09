import type Koa from 'koa'

const redirects = new Set([301, 302, 303, 307, 308])

export function isRedirect({ response }: Koa.Context): boolean {
  return redirects.has(response.status) && !!response.get('Location')
}

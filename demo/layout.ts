import { readFileSync } from 'node:fs'
import { html } from 'hono/html'
import type Koa from 'koa'
import type { ToastData } from '../server/index.js'

/** Markup of hono's `html`, where what is put in is escaped. */
export type Html = ReturnType<typeof html>

export interface Page {
  title: string
  lede: Html
  content?: Html
  /** The file that makes the page, to be shown beside it. */
  source?: Source
  /** Takes the whole width, with the source below. */
  wide?: boolean
  /** Class of the heading, for what moves into it from the page before. */
  heading?: string
}

export interface Source {
  path: string
  text: string
}

export type Layout = (ctx: Koa.BaseContext, page: Page) => Promise<string>

const places = [
  { path: '/', name: 'Counter' },
  { path: '/todos', name: 'To-dos' },
  { path: '/board', name: 'Board' },
  { path: '/search', name: 'Search' },
  { path: '/places', name: 'Places' },
  { path: '/signup', name: 'Sign-up' },
  { path: '/pictures', name: 'Pictures' },
  { path: '/waiting', name: 'Waiting' },
  { path: '/import', name: 'Import' },
  { path: '/room', name: 'Room' },
  { path: '/weather', name: 'Weather' },
]

export function createLayout(asset: (name: string) => string): Layout {
  return async (ctx, { title, lede, content, source, wide, heading }) => {
    const messages = ctx.hyper.toasts()
    const page = await html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>${title} · alpine-hyper</title>
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <link rel="icon" href="${asset('icon.svg')}">
  <link rel="stylesheet" href="${asset('style.css')}">
  <script type="module" src="${asset('main.js')}"></script>
</head>
<body x-visit>
  <a class="skip" href="#main">Skip to the content</a>
  <header class="site">
    <a class="brand" href="/"><img src="${asset('icon.svg')}" alt="" width="28" height="28"><span>alpine-hyper</span></a>
    <nav class="pages" aria-label="Pages">${places.map((place) => navLink(place, ctx.path))}</nav>
  </header>
  <div class="page${wide && ' wide'}">
    <main id="main" tabindex="-1">
      <noscript>${messages.map(({ message }) => html`<p class="notice">${message}</p>`)}</noscript>
      <h1${heading && html` class="${heading}"`}>${title}</h1>
      <p class="lede">${lede}</p>
      ${content}
    </main>
    ${source && sourcePanel(source)}
  </div>
  ${footer()}
  ${toasts(messages)}
  ${lost()}
</body>
</html>`
    return String(page)
  }
}

/** The page itself, or what it belongs to. */
function navLink({ path, name }: (typeof places)[number], current: string): Html {
  const which = path === current ? 'page' : path !== '/' && current.startsWith(`${path}/`) && 'true'
  return html`<a href="${path}"${which && html` aria-current="${which}"`}>${name}</a>`
}

/** It goes on for as long as the document does: pages are visited, and it is kept. */
function footer(): Html {
  return html`<footer class="foot">
    <p id="document" class="scripted" x-keep x-data="stopwatch">This document has been open for <b x-text="time">0:00</b>, and has shown
      <b x-text="pages">1</b> <span x-text="pages === 1 ? 'page' : 'pages'">page</span>.</p>
    <p>Rendered by process ${process.pid}.</p>
  </footer>`
}

/** Open where there is room for it; see style.css. */
function sourcePanel({ path, text }: Source): Html {
  return html`<aside aria-labelledby="source">
      <details class="source">
        <summary>The source of this page</summary>
        <h2 id="source">${path}</h2>
        <pre tabindex="0" role="region" aria-labelledby="source"><code>${text}</code></pre>
      </details>
    </aside>`
}

/** Those that waited for this page, those to come, and what to say when the server said nothing. */
function toasts(waiting: ToastData[]): Html {
  return html`<div class="toasts" x-data x-toasts="${JSON.stringify(waiting)}" @hyper:error.window="['network', 'http', 'timeout'].includes($event.detail.error.code)
      ? $toast('That did not work. Please try again.', { level: 'error', id: 'failed' })
      : $event.detail.error.code === 'offline' ? $toast('You are offline.', { level: 'error', id: 'failed' })
      : $event.detail.error.code === 'unknown' && $toast('Nobody knows whether that was done. Look before you try again.', { level: 'error', id: 'failed' })"></div>`
}

/** Nothing is lost with the connection: it is said, and what waits can be sent at once. */
function lost(): Html {
  return html`<p class="lost" role="status" x-cloak x-offline>No connection. What you did is sent when it is back.
    <button type="button" @click="$action.retry()">Try now</button></p>`
}

/** The text of a module of the demo, by its `import.meta.url`. */
export function sourceOf(url: string): Source {
  return { path: url.slice(url.lastIndexOf('/demo/') + 1), text: readFileSync(new URL(url), 'utf8') }
}

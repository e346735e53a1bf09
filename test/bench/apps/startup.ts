import Koa from 'koa'
import { entries, minified } from '../bundle.js'
import { announce, listen } from './listen.js'
import { alpine, isolate } from './page.js'

const pages = {
  action: { attribute: 'x-action', scripts: [await minified(entries.cdn), alpine()] },
  click: { attribute: '@click', scripts: [alpine()] },
}

/** The scripts are inline, so that reading them counts and fetching them does not. */
function startPage({ attribute, scripts }: { attribute: string; scripts: string[] }): string {
  const button = (index: number) => `<button ${attribute}="save({ id: ${index} })">Save</button>`
  const inline = scripts.map((text) => `<script>${text.replaceAll('</script', '<\\/script')}</script>`)
  return `<!doctype html><html lang="en"><head><title>Start</title><link rel="icon" href="data:,"></head>
<body><main x-data="{ save() {} }">${Array.from({ length: 1000 }, (_, index) => button(index)).join('')}</main>
<script>
const since = performance.now()
document.addEventListener('alpine:initialized', () => { window.took = performance.now() - since })
</script>${inline.join('')}</body></html>`
}

const app = new Koa()
app.use((ctx) => {
  isolate(ctx)
  ctx.body = startPage(ctx.path === '/action' ? pages.action : pages.click)
})
announce(await listen(app))

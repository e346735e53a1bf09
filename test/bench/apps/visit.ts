import Koa from 'koa'
import { announce, listen } from './listen.js'
import { page, scripts } from './page.js'

/** One record among others in a layout: 100 links, and a table of 200 rows with a component in each. */
function record(id: number): string {
  const links = Array.from({ length: 100 }, (_, index) => `<li><a href="/${index}">Record ${index}</a></li>`)
  const row = (index: number) =>
    `<tr x-data="{ open: false }"><td>${id} ${index}</td><td><button @click="open = !open">More</button><p x-show="open">${id}</p></td></tr>`
  const rows = Array.from({ length: 200 }, (_, index) => row(index))
  return `<nav><ul>${links.join('')}</ul></nav><main><h1>Record ${id}</h1><table><tbody>${rows.join('')}</tbody></table></main>`
}

const app = new Koa()
app.use(await scripts('visit'))
app.use((ctx) => {
  ctx.body = page(record(Number(ctx.path.slice(1)) || 0))
})
announce(await listen(app))

import { randomUUID } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client, InValue } from '@libsql/client'
import { html } from 'hono/html'
import type Koa from 'koa'
import { z } from 'zod'
import { action, actions, elements, remove as removeElement, reset, toast, Upload } from '../../server/index.js'
import { type Html, type Layout, sourceOf } from '../layout.js'

const source = sourceOf(import.meta.url)

const types = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
const files = { count: 6, bytes: 8 * 1024 * 1024, types, store: 'disk' } as const

/** How many are kept, the newest ones. */
const most = 24

interface Picture {
  id: string
  name: string
  type: string
  size: number
}

const Pictures = z.object({
  pictures: z.preprocess(
    (value) => [value ?? []].flat(),
    z.array(z.instanceof(Upload)).min(1, 'Choose a picture first.'),
  ),
})

/** What is sent goes to disk as it comes; the database has what is known of it. */
export function pictures(database: Client, layout: Layout, folder: string): Koa.Middleware[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 })

  const upload = action({ input: Pictures, files, invalid: () => reset('this') }, async (_ctx, { pictures }) => {
    for (const picture of pictures) {
      const id = randomUUID()
      await picture.moveTo(join(folder, id))
      const { name, type, size } = picture
      await query('insert into pictures (id, name, type, size) values (?, ?, ?, ?)', id, name, type, size)
    }
    await drop(await query('delete from pictures where n <= (select max(n) from pictures) - ? returning *', most))
    const message = pictures.length === 1 ? 'One picture is there.' : `${pictures.length} pictures are there.`
    return [elements(gallery(await all())), reset('this'), toast(message, { id: 'uploaded', level: 'success' })]
  })

  const remove = action({ input: z.object({ id: z.uuid() }) }, async (_ctx, { id }) => {
    await drop(await query('delete from pictures where id = ? returning *', id))
    return removeElement(`#picture-${id}`)
  })

  async function drop(pictures: Picture[]): Promise<void> {
    for (const { id } of pictures) await rm(join(folder, id), { force: true })
  }

  /** The system may have emptied its temporary folder. */
  async function all(): Promise<Picture[]> {
    const pictures = await query('select * from pictures order by n desc')
    return pictures.filter(({ id }) => existsSync(join(folder, id)))
  }

  async function query(sql: string, ...args: InValue[]): Promise<Picture[]> {
    const { rows } = await database.execute({ sql, args })
    return rows.map(({ id, name, type, size }) => ({
      id: String(id),
      name: String(name),
      type: String(type),
      size: Number(size),
    }))
  }

  const page: Koa.Middleware = async (ctx) => {
    ctx.body = await layout(ctx, {
      title: 'Pictures of the way up',
      lede: html`Up to ${files.count} at once, of ${megabytes(files.bytes)} each. They are written to disk as they come, and
        their first bytes say what they are.`,
      content: html`${form(Object.values(ctx.hyper.errors).flat()[0])}${gallery(await all())}${notes()}`,
      source,
    })
  }

  return [actions({ upload, remove }), page]
}

/** For `/pictures/:id`: the bytes of one, as the type that they were found to be. */
export function picture(database: Client, folder: string): Koa.Middleware {
  return async (ctx, next) => {
    const { rows } = await database.execute({
      sql: 'select id, type from pictures where id = ?',
      args: [String(ctx['params'].id)],
    })
    const [row] = rows
    if (!row) return next()
    ctx.set('Cache-Control', 'private, max-age=86400, immutable')
    // whatever is in it, opened by itself it runs nothing; helmet has `nosniff`
    ctx.set('Content-Security-Policy', "default-src 'none'; sandbox")
    ctx.type = String(row['type'])
    ctx.body = createReadStream(join(folder, String(row['id'])))
  }
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1024)} KB` : `${Number((bytes / 1024 / 1024).toFixed(1))} MB`
}

/** A file input is a drop zone by itself: here it fills the frame. */
function form(refused: string | undefined): Html {
  return html`<form class="upload" method="post" enctype="multipart/form-data" x-data="{ over: false }" x-action.queue="upload"
    @change="$el.requestSubmit()">
    <input type="hidden" name="_action" value="upload">
    <div class="zone" :class="{ over: over }" @dragover="over = true" @dragleave="over = false" @drop="over = false">
      <input id="pictures" name="pictures" type="file" multiple accept="${types.join()}"
        ${refused && html`aria-invalid="true" aria-describedby="pictures-error"`}>
      <label for="pictures"><b>Choose pictures</b><span class="scripted"> or drop them here</span></label>
      <p class="hint">PNG, JPEG, GIF or WebP</p>
    </div>
    <p class="error" id="pictures-error" x-error="pictures">${refused}</p>
    <div class="under-way scripted" x-show="$action.pending('upload')">
      <progress max="1" aria-label="Upload" :value="$action.progress('upload')"
        :class="{ endless: !$action.progress('upload') }"></progress>
      <button type="button" @click="$action.cancel('upload')">Cancel</button>
    </div>
    <button class="main unscripted">Upload</button>
  </form>`
}

function gallery(pictures: Picture[]): Html {
  return html`<section id="gallery" aria-label="Pictures">
    <ul class="gallery">${pictures.map(
      ({ id, name, size }) => html`<li id="picture-${id}">
      <a href="/pictures/${id}"><img src="/pictures/${id}" alt="${name}" loading="lazy"></a>
      <p>${name} <small>${megabytes(size)}</small></p>
      <form method="post" x-data x-action>
        <input type="hidden" name="id" value="${id}">
        <button class="drop" name="_action" value="remove" aria-label="Remove ${name}">×</button>
      </form>
    </li>`,
    )}</ul>
  </section>`
}

function notes(): Html {
  return html`<section class="notes">
    <h2>Try it</h2>
    <ul>
      <li>Choose several, or drop them on the frame: they are sent at once.</li>
      <li>Rename a text to .png and send it: its bytes give it away.</li>
      <li>Slow the network down in the browser’s tools, and cancel: nothing of it is kept.</li>
      <li>Switch JavaScript off: the same form, with a button.</li>
    </ul>
  </section>`
}

import { randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import type { Client } from '@libsql/client'
import { html } from 'hono/html'
import type Koa from 'koa'
import { z } from 'zod'
import { action, actions, elements, errors, redirect, toast } from '../../server/index.js'
import { type Html, type Layout, sourceOf } from '../layout.js'

const source = sourceOf(import.meta.url)

const taken = 'Somebody has signed up with this address.'

const passwords = z.object({
  password: z.string().min(10, 'Use ten characters or more.').max(200, 'Keep it to 200 characters.'),
  repeated: z.string(),
})

/** The list of the members of a hut. One schema says what is right, whichever way the form comes. */
export function signup(database: Client, layout: Layout): Koa.Middleware[] {
  const Signup = z
    .object({
      ...passwords.shape,
      email: z
        .string()
        .trim()
        .pipe(z.email('Write it as name@example.com.'))
        .refine(async (email) => !(await isTaken(email)), taken),
      name: z.string().trim().min(1, 'Say how we may call you.').max(60, 'Keep it to 60 characters.'),
      terms: z.literal('agreed', 'There is no way around the rules of the hut.'),
    })
    .refine(({ password, repeated }) => password === repeated, {
      path: ['repeated'],
      message: 'That is not the same password.',
      // also while another field is refused
      when: ({ value }) => passwords.safeParse(value).success,
    })

  const join = action({ input: Signup, invalid: () => toFirstInvalid }, async (_ctx, { email, name, password }) => {
    const { rowsAffected } = await database.execute({
      sql: 'insert into members (email, name, password) values (?, ?, ?) on conflict do nothing',
      args: [email, name, await hash(password)],
    })
    // two at the same time
    if (rowsAffected === 0) return [errors({ email: taken }), toFirstInvalid]
    return [toast(`Welcome, ${name}.`, { level: 'success' }), redirect('/welcome')]
  })

  async function isTaken(email: string): Promise<boolean> {
    const { rows } = await database.execute({ sql: 'select 1 from members where email = ?', args: [email] })
    return rows.length > 0
  }

  const page: Koa.Middleware = async (ctx) => {
    ctx.body = await layout(ctx, {
      title: 'Become a member',
      lede: html`One schema on the server checks every field; each message stands at its field, with JavaScript or
        without.`,
      content: html`${form(ctx)}${notes()}`,
      source,
    })
  }

  return [actions({ join }), page]
}

export function welcome(database: Client, layout: Layout): Koa.Middleware {
  return async (ctx) => {
    const { rows } = await database.execute(
      'select *, count(*) over () as number from members order by id desc limit 5',
    )
    const [newest] = rows
    if (!newest) return ctx.redirect('/signup')
    ctx.body = await layout(ctx, {
      title: 'Welcome to the hut',
      lede: html`You are on the list, which has ${Number(newest['number'])} in all. The message about it came along
        from the page before.`,
      content: html`<ul class="rows" aria-label="The newest members">${rows.map((row) =>
        member(String(row['name']), new Date(Number(row['joined']) * 1000).toISOString()),
      )}</ul>
      <p class="hint"><a href="/signup">Sign somebody else up</a></p>`,
      source,
    })
  }
}

/** Swaps nothing, and takes the focus to what is to be put right. */
const toFirstInvalid = elements('<i></i>', { swap: 'none', focus: '#signup [aria-invalid=true]' })

async function hash(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = (await promisify(scrypt)(password, salt, 32)) as Buffer
  return `${salt.toString('hex')}:${key.toString('hex')}`
}

function member(name: string, joined: string): Html {
  return html`<li class="member">${name} <time datetime="${joined}">${joined.slice(0, 10)}</time></li>`
}

function form({ hyper }: Koa.Context): Html {
  const field = (name: string, label: string, attributes: Html, hint?: string) => {
    const [message] = hyper.errors[name] ?? []
    const kept = /password|repeated/.test(name) ? '' : hyper.values[name]
    return html`<div>
      <label for="${name}">${label}</label>
      <input id="${name}" name="${name}" value="${kept}" required ${attributes} ${described(name, message, hint)}>
      ${errorLine(name, message)}
      ${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    </div>`
  }
  const [terms] = hyper.errors['terms'] ?? []
  return html`<form id="signup" class="fields" method="post" novalidate x-data x-action>
    ${field('email', 'Email', html`type="email" autocomplete="email" x-action:blur.only="join"`, 'It is checked when you leave the field.')}
    ${field('name', 'Name', html`autocomplete="name"`)}
    ${field('password', 'Password', html`type="password" autocomplete="new-password"`, 'Ten characters or more.')}
    ${field('repeated', 'The same password again', html`type="password" autocomplete="new-password"`)}
    <div>
      <label class="terms"><input name="terms" type="checkbox" value="agreed" required
        ${hyper.values['terms'] && html`checked`} ${described('terms', terms)}> I leave the hut as I found it</label>
      ${errorLine('terms', terms)}
    </div>
    <div><button class="main" name="_action" value="join" :data-busy="$action.pending('join')">Sign up</button></div>
  </form>`
}

/** What is refused: with JavaScript, `x-error` says so. */
function described(name: string, message: string | undefined, hint?: string): Html {
  const ids = [message && `${name}-error`, hint && `${name}-hint`].filter(Boolean)
  return html`${message && html`aria-invalid="true"`} ${ids.length > 0 && html`aria-describedby="${ids.join(' ')}"`}`
}

function errorLine(name: string, message: string | undefined): Html {
  return html`<p class="error" id="${name}-error" x-error="${name}">${message}</p>`
}

function notes(): Html {
  return html`<section class="notes">
    <h2>Try it</h2>
    <ul>
      <li>Leave the email half-written: it alone is checked, by the schema that checks all.</li>
      <li>Send it empty: the focus goes to the first field that is refused.</li>
      <li>Put one right: its message goes as you type.</li>
      <li>Sign up twice with the same address.</li>
      <li>Switch JavaScript off: the same messages, on a page with the status 422.</li>
    </ul>
  </section>`
}

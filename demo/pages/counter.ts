import { randomUUID } from 'node:crypto'
import type { Client } from '@libsql/client'
import { html } from 'hono/html'
import type Koa from 'koa'
import { z } from 'zod'
import { action, actions, signals } from '../../server/index.js'
import { type Html, type Layout, sourceOf } from '../layout.js'

const source = sourceOf(import.meta.url)

/** Two gates count the people who pass: each for itself on the page, both together in the database. */
export function counter(database: Client, layout: Layout): Koa.Middleware[] {
  const Passed = z.object({ count: z.coerce.number().int().min(0).default(0) })

  const pass = action({ input: Passed, idempotent: true }, async (ctx, { count }) =>
    signals({
      count: count + 1, // in the gate whose button was pressed
      $total: await addToTotal(ctx.hyper.call), // $hyper.total, wherever it is shown
    }),
  )

  /** Adds one, and notes the call in the same transaction: one that is sent again, even to a new process, adds nothing. */
  async function addToTotal(call: string = randomUUID()): Promise<number> {
    await database.batch(
      [
        {
          sql: `update totals set value = value + 1 where name = 'gates' and not exists (select 1 from passes where call = ?)`,
          args: [call],
        },
        { sql: 'insert or ignore into passes (call) values (?)', args: [call] },
      ],
      'write',
    )
    return readTotal()
  }

  async function readTotal(): Promise<number> {
    const { rows } = await database.execute(`select value from totals where name = 'gates'`)
    return Number(rows[0]?.['value'])
  }

  const page: Koa.Middleware = async (ctx) => {
    const total = await readTotal()
    ctx.body = await layout(ctx, {
      title: 'Two gates, one total',
      lede: html`Each gate counts for itself, in the <code>x-data</code> around its button. The total is the server’s, in a
        SQLite file. One answer sets both, and the total changes in the other gate too.`,
      content: html`<div class="gates" x-hyper="${JSON.stringify({ total })}">
        ${gate('north', 'North gate', total)}
        ${gate('south', 'South gate', total)}
      </div>
      ${notes()}`,
      source,
    })
  }

  return [actions({ pass }), page]
}

function gate(id: string, name: string, total: number): Html {
  return html`<section class="gate" aria-labelledby="${id}" x-data="{ count: 0 }">
    <h2 id="${id}">${name}</h2>
    <output class="count" aria-labelledby="${id}" x-text="count">0</output>
    <form method="post">
      <button class="main" name="_action" value="pass"
        x-action.queue="pass({ count: count })" :data-busy="$action.pending('pass')">
        Let one through<span class="hidden">: ${name}</span>
      </button>
    </form>
    <p class="total"><b x-text="$hyper.total">${total}</b> through both gates</p>
  </section>`
}

function notes(): Html {
  return html`<section class="notes">
    <h2>Try it</h2>
    <ul>
      <li>Click quickly: the calls queue up, and each one reads the count when its turn comes.</li>
      <li>Load the page again: the gates start afresh, the total does not.</li>
      <li>Switch JavaScript off: the button is in a form, so the total still counts.</li>
    </ul>
  </section>`
}

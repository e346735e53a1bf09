/** What a page of the `morph` and `memory` benchmarks is opened with, as its URL's query says it. */
export interface TableOptions {
  engine: Engine
  /** How the markup differs from one morph to the next; see `statesOf`. */
  change: Change
  rows: number
  /** `plain`, or with a component and directives in each row; `edited` has an input beside them, and a user. */
  kind: 'plain' | 'alpine' | 'edited'
  ids: boolean
}

/** `hyper` is ours. `live idiomorph` works on a page where Alpine runs, `alpine` is such a page that nobody morphs. */
export type Engine = 'hyper' | 'idiomorph' | 'live idiomorph' | 'Alpine.morph' | 'morphlex' | 'alpine'

/** The row of an `edited` table that the user edits: of a table of 1,000 rows, one that `rows` changes. */
export const editedRow = 590

export type Change = 'cells' | 'rows' | 'space' | 'nothing'

/** A record, as the server has it. */
export interface Row {
  id: number
  version: number
}

export interface State {
  rows: readonly Row[]
  html: string
}

export function queryOf(options: TableOptions): string {
  return `?${new URLSearchParams(Object.entries(options).map(([name, value]) => [name, String(value)]))}`
}

export function optionsFrom(query: URLSearchParams): TableOptions {
  const { rows, ids, ...others } = Object.fromEntries(query)
  return { ...others, rows: Number(rows), ids: ids === 'true' } as TableOptions
}

/** The two states that a table goes between, there and back, so that every morph has as much to do as the last. */
export function statesOf(options: TableOptions): [State, State] {
  const rows = Array.from({ length: options.rows }, (_, id) => ({ id, version: 0 }))
  const before = { rows, html: tableOf(rows, options) }
  return [before, changes[options.change](before, options)]
}

const changes: Record<Change, (before: State, options: TableOptions) => State> = {
  nothing: (before) => before,
  /** Another text of the same table. */
  space: ({ rows, html }) => ({ rows, html: html.replace('">', '" >') }),
  cells: ({ rows }, options) => stateOf(withNewCells(rows, 5), options),
  rows: ({ rows }, options) => stateOf(withOtherRows(rows), options),
}

function stateOf(rows: readonly Row[], options: TableOptions): State {
  return { rows, html: tableOf(rows, options) }
}

function withNewCells(rows: readonly Row[], count: number): Row[] {
  const step = rows.length / count
  return rows.map((row) => (row.id % step === 0 ? { ...row, version: 1 } : row))
}

/** In each tenth of the table ten rows go, ten come at another place, and one changes: row 90 of a hundred. */
function withOtherRows(rows: readonly Row[]): Row[] {
  const step = rows.length / 10
  return rows.flatMap((row) => {
    const place = row.id % step
    if (place >= 40 && place < 50) return []
    if (place === 70) return [...Array.from({ length: 10 }, (_, index) => newRow(rows, row, index)), row]
    return place === 90 ? { ...row, version: 1 } : row
  })
}

function newRow(rows: readonly Row[], { id }: Row, index: number): Row {
  return { id: rows.length + id + index, version: 0 }
}

/**
 * The markup of all rows, with nothing between two of them: for a line break there idiomorph looks through all rows that
 * follow, and we compare with it at its best.
 */
export function tableOf(rows: readonly Row[], { kind, ids }: Pick<TableOptions, 'kind' | 'ids'>): string {
  const markup = rows.map((row) => {
    const id = ids ? ` id="row-${row.id}"` : ''
    const cells = `<td>${row.id}</td><td>Customer ${row.id}</td><td class="amount">${amountOf(row)}</td>`
    return kind === 'plain'
      ? `<tr${id}>${cells}<td class="state paid">paid</td><td><a href="/orders/${row.id}">Open</a></td></tr>`
      : `<tr${id} x-data="{ open: false }" :class="{ open }">${cells}${controls}${kind === 'edited' ? input : ''}</tr>`
  })
  return `<table id="table"><tbody>${markup.join('')}</tbody></table>`
}

const controls = `<td x-text="open ? 'open' : 'closed'">closed</td>\
<td><button @click="open = !open">More</button><span x-show="open">Ordered by post</span></td>`

const input = '<td><input name="remark" aria-label="Remark"></td>'

export function amountOf({ id, version }: Row): string {
  return `${100 + id + version * 1000}.00`
}

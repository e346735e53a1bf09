import { optionsFrom, type Row, tableOf } from '../table.js'
import { answerCalls } from './answers.js'
import { expose, settled } from './measure.js'

const options = optionsFrom(new URLSearchParams(location.search))
const { prepare, call } = answerCalls()
let version = 0

expose({
  /** Each morph takes ten rows out and puts ten new ones in, and changes five. */
  async morph(count: number) {
    for (let i = 0; i < count; i++) {
      const rows = rowsOf(++version)
      prepare({ markup: tableOf(rows, options), target: '#table', swap: 'outer' })
      await call()
      if (document.querySelector('#table tr:nth-child(8)')?.id !== `row-${rows[7]?.id}`)
        throw new Error(`Morph ${version} has changed nothing`)
    }
    await settled()
    return undefined
  },
})

function rowsOf(version: number): Row[] {
  const { rows } = options
  return Array.from({ length: rows }, (_, place) => ({
    id: place % (rows / 10) === 7 ? rows * version + place : place,
    version: place % (rows / 5) === version % (rows / 5) ? version : 0,
  }))
}

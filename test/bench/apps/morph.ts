import { announce, listen } from './listen.js'
import { tableApp } from './table.js'

announce(await listen(await tableApp('morph')))

import { runScenarios } from './morph/run.js'
import { themes } from './morph/themes.js'

const chosen = ['text', 'directives', 'bindings', 'models', 'forms', 'rendered elements', 'foreign']
/** What nobody can know who did not see what the server sent. */
const unknowable = [
  'x-show on what the server sent hidden stays shown',
  ':class as an array stays beside a class of another script',
  'x-bind with an object that the page’s script made stays',
  'output, progress and meter follow the server, or keep what a script wrote',
]
const knowable = Object.entries(themes)
  .filter(([theme]) => chosen.includes(theme))
  .map(([theme, scenarios]) => [theme, scenarios.filter(({ title }) => !unknowable.includes(title))] as const)

// nothing is kept of the page at first: what the server sent is made from the page, as it is when the answer comes
runScenarios(Object.fromEntries(knowable), 'first', { regions: '#elsewhere' })

import { runScenarios } from './morph/run.js'
import { themes } from './morph/themes.js'

// the first release of Alpine that we support
runScenarios(themes, 'later', { alpine: 'oldest' })

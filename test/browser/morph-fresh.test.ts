import { runScenarios } from './morph/run.js'
import { themes } from './morph/themes.js'

runScenarios(themes, 'fresh')

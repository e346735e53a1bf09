import type { Scenario } from './scenario.js'

export const foundMarkup: Scenario[] = []

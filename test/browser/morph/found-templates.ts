import type { Scenario } from './scenario.js'

export const foundTemplates: Scenario[] = []

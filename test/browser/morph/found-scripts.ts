import type { Scenario } from './scenario.js'

export const foundScripts: Scenario[] = []

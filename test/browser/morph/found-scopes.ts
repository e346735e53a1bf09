import type { Scenario } from './scenario.js'

export const foundScopes: Scenario[] = []

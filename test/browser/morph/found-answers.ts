import type { Scenario } from './scenario.js'

export const foundAnswers: Scenario[] = []

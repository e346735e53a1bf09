import { answers } from './answers.js'
import { attributes } from './attributes.js'
import { bindings } from './bindings.js'
import { choices } from './choices.js'
import { combinations } from './combinations.js'
import { directives } from './directives.js'
import { foreign } from './foreign.js'
import { forms } from './forms.js'
import { foundAnswers } from './found-answers.js'
import { foundMarkup } from './found-markup.js'
import { foundScopes } from './found-scopes.js'
import { foundScripts } from './found-scripts.js'
import { foundTemplates } from './found-templates.js'
import { identity } from './identity.js'
import { models } from './models.js'
import { opened } from './opened.js'
import { pageState } from './page-state.js'
import { plugins } from './plugins.js'
import { rendered } from './rendered.js'
import type { Scenario } from './scenario.js'
import { scopes } from './scopes.js'
import { text } from './text.js'

/** The scenarios, a table a theme. */
export const themes: Record<string, Scenario[]> = {
  text,
  directives,
  bindings,
  'rendered elements': rendered,
  scopes,
  models,
  forms,
  choices,
  'state of the page': pageState,
  'opened and closed': opened,
  attributes,
  identity,
  'official plugins': plugins,
  combinations,
  foreign,
  'one answer': answers,
  'hard answers': foundAnswers,
  'odd markup': foundMarkup,
  'hard scopes': foundScopes,
  'other scripts': foundScripts,
  'hard templates': foundTemplates,
}

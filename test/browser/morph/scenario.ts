import type { Page } from 'playwright'
import type { Sent } from './sent.js'

/** What somebody does: a script in the page, which sees what `tools.ts` gives, or the browser's own keys and clicks. */
export type Deed = string | ((page: Page) => Promise<unknown>)

/** Expressions in the page, and what they give in the end. */
export type Checks = Record<string, unknown>

export type Plugin = 'anchor' | 'collapse' | 'focus' | 'intersect' | 'mask' | 'persist' | 'sort'

/** A page, what the client makes of it, what the server then sends, and what must hold. */
export interface Scenario {
  /** A fact. */
  title: string
  /** The `x-data` of `<main id="root">`, which is around `before` and `served`. Default: empty. */
  data?: string
  before: string
  /** Markup beside `<main>`, that no answer touches. */
  beside?: string
  /** Runs before Alpine. */
  script?: string
  plugins?: Plugin[]
  client?: Deed
  /** The new content of `<main>`, or what the answer has instead. */
  served: string | Sent[]
  /** Done while the call is under way. */
  meanwhile?: Deed
  after: Checks
  /** Done when `after` held, to see that the page still works. */
  again?: Deed
  /** What holds then. */
  finally?: Checks
  /** How often each `count(name)` runs; what is not named here runs once. */
  counts?: Record<string, number>
  /** Whether a page nobody touched equals a fresh one after the morph; false where chance or scripts have a say. */
  fresh?: false
}

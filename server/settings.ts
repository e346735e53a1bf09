import type { ActionContext } from './action-context.js'
import { checkOptions, overLimits } from './check-options.js'
import { createHeart, type Heart } from './heart.js'
import type { Hub } from './hub.js'
import { type Idempotency, type IdempotencyOptions, idempotencyOf } from './idempotency.js'
import type { JsonReplacer } from './json.js'
import type { Render } from './render.js'
import type { Returned } from './returned.js'
import { createWork, type Work } from './work.js'

export interface Limits {
  /** Bytes of a request's body. Default 1 MiB; files count. */
  bytes?: number
  /** Keys and array entries in the data, at all depths. Default 1000. */
  fields?: number
  /** How deep the data is nested. Default 20. */
  depth?: number
}

export interface HyperOptions {
  /** Other origins that may call this application's actions, for example `['https://admin.example.com']`. Default: none. */
  origins?: readonly string[]
  /** Limits of every action that has none of its own. */
  limits?: Limits
  /**
   * Compresses streams event by event, with brotli, if the client takes that and the stream begins with 1024 characters or
   * more. A compressed one holds about 600 KB while it is open. Default `true`.
   */
  compress?: boolean
  /** Replaces values that JSON does not know, before the built-in replacements; see {@link JsonReplacer}. */
  json?: JsonReplacer
  /**
   * More to answer when a call fails unexpectedly, with a status of 500 or more: what it returns is sent before the
   * error. The page learns nothing of the error but what this tells. Default: nothing more.
   */
  onError?: (error: Error, ctx: ActionContext) => Returned
  /**
   * How calls are run only once each, however often they are sent; `false` runs each that arrives. Default: they are
   * kept in the memory of this process.
   */
  idempotency?: IdempotencyOptions | false
  /** Renders a part of a page, for `ctx.hyper.render(part, data)`. Default: none. */
  render?: Render
  /** The hub whose views the application's calls may be for. Default: none. */
  hub?: Hub
  /** Milliseconds between the comments that keep a quiet stream open. Default 15000. */
  heartbeat?: number
  /** Names this deployment, sent with every answer as `Hyper-Version`. Default: none. */
  version?: string
}

export interface Settings
  extends Required<Omit<HyperOptions, 'hub' | 'idempotency' | 'json' | 'onError' | 'render' | 'version'>> {
  readonly limits: Required<Limits>
  readonly idempotency: Idempotency | undefined
  readonly work: Work
  readonly heart: Heart
  readonly hub: Hub | undefined
  readonly json: JsonReplacer | undefined
  readonly onError: HyperOptions['onError']
  readonly render: Render | undefined
  readonly version: string | undefined
}

/** @throws TypeError for an option that makes no sense. */
export function settingsOf(options: HyperOptions): Settings {
  checkOptions(options)
  const { heartbeat = 15_000 } = options
  return {
    origins: options.origins ?? [],
    limits: overLimits({ bytes: 1024 * 1024, fields: 1000, depth: 20 }, options.limits),
    work: createWork(),
    idempotency: idempotencyOf(options.idempotency),
    hub: options.hub,
    compress: options.compress ?? true,
    json: options.json,
    onError: options.onError,
    render: options.render,
    heartbeat,
    heart: createHeart(heartbeat),
    version: options.version,
  }
}

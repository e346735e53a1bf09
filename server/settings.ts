import type { JsonReplacer } from './json.js'

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
  /** Replaces values that JSON does not know, before the built-in replacements; see {@link JsonReplacer}. */
  json?: JsonReplacer
  /** Milliseconds between the comments that keep a quiet stream open. Default 15000. */
  heartbeat?: number
  /** Names this deployment, sent with every answer as `Hyper-Version`. Default: none. */
  version?: string
}

export interface Settings extends Required<Omit<HyperOptions, 'json' | 'version'>> {
  readonly limits: Required<Limits>
  readonly json: JsonReplacer | undefined
  readonly version: string | undefined
}

export function settingsOf(options: HyperOptions): Settings {
  return {
    origins: options.origins ?? [],
    limits: { bytes: 1024 * 1024, fields: 1000, depth: 20, ...options.limits },
    json: options.json,
    heartbeat: options.heartbeat ?? 15_000,
    version: options.version,
  }
}

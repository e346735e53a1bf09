import type { HyperOptions, Limits } from './settings.js'

/** @throws TypeError for an option that would do nothing, or lift a limit unseen. */
export function checkOptions({ limits, origins = [], heartbeat = 1, version = '' }: HyperOptions): void {
  checkLimits('hyper()', limits)
  if (!(heartbeat > 0)) throw new TypeError(`hyper(): heartbeat is ${heartbeat}; give a number of milliseconds above 0`)
  if (!Array.isArray(origins)) throw new TypeError(`hyper(): origins is ${JSON.stringify(origins)}; give an array`)
  for (const origin of origins) {
    if (/^([a-z][a-z\d+.-]*:\/\/[^\s/?#A-Z]+|null)$/.test(origin)) continue
    throw new TypeError(`hyper(): origins has ${JSON.stringify(origin)}; write it as https://admin.example.com`)
  }
  if (/[^ -~]/.test(version))
    throw new TypeError(`hyper(): version is ${JSON.stringify(version)}; a header takes ASCII only`)
}

/** @throws TypeError for a limit that is no number: nothing would be beyond it. */
export function checkLimits(where: string, limits: Limits = {}): void {
  for (const [name, value] of Object.entries(limits)) {
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue
    throw new TypeError(`${where}: limits.${name} is "${value}"; give a number`)
  }
}

/** Limits over others. One that is undefined is as if it were not given. */
export function overLimits(others: Required<Limits>, limits: Limits = {}): Required<Limits> {
  const { bytes = others.bytes, fields = others.fields, depth = others.depth } = limits
  return { bytes, fields, depth }
}
